//! Texts of looking at scans.

use super::{Lang, texts};
use crate::domain::crop::Crop;

texts! {
    means_quadrants => "四分块", "quadrants";
    means_blocks => "半块", "half blocks";
    graphics_auto => "自动", "auto";
    graphics_none => "不显示", "off";
    graphics_now(way: &str, terminal: &str) => "图像方式 {way}；{terminal}", "pictures by {way}; {terminal}";
    terminal_found(name: &str, cell: &str, can: &str) => "终端 {name}，字符格 {cell} 像素，可用 {can}", "terminal {name}, cell {cell} pixels, can {can}";
    terminal_unnamed => "未报名称", "unnamed";
    terminal_silent => "终端没有应答", "the terminal did not answer";
    terminal_wide => "歧义字符两格宽", "ambiguous width is two";
    picture_off => "已关闭图像显示（Ctrl-G 换方式）", "pictures are off (Ctrl-G changes that)";
    picture_wide => "终端把歧义宽度字符显示为两格，无法用半块画图；Ctrl-G 换方式", "the terminal draws ambiguous-width characters two cells wide: no half blocks; Ctrl-G changes the way";
    picture_tmux => "tmux 没有放行图像：运行 tmux set -g allow-passthrough on 后重开校对台", "tmux lets no pictures through: run tmux set -g allow-passthrough on, then open the desk again";

    no_other_round => "没有被替换的附件", "nothing was replaced";
    no_held_photo => "没有手持证件照", "there is no photo of the holder with the card";
    viewer_opening => "正在用外部程序打开…", "opening it in a program of your own…";
    viewer_opened => "已用外部程序打开；O 全屏", "opened in a program of your own; O shows it full screen";
    viewer_no_display => "通过 ssh 登录且没有图形显示（DISPLAY 未设置），改为全屏", "over ssh without a display (DISPLAY is not set): full screen instead";
    viewer_failed(why: &str) => "外部程序未能打开：{why}", "it could not be opened: {why}";
    viewer_no_picture => "图像无法读取", "the picture cannot be read";
    turn_not_kept(code: &str) => "旋转方向未能保存（{code}）", "the turn could not be kept ({code})";
}

impl Lang {
    /// The name of a crop.
    #[must_use]
    pub const fn crop(self, crop: Crop) -> &'static str {
        match (self, crop) {
            (Self::Zh, Crop::Number) => "编号",
            (Self::Zh, Crop::Name) => "姓名",
            (Self::Zh, Crop::Text) => "正文",
            (Self::Zh, Crop::Photo) => "照片",
            (Self::Zh, Crop::Seal) => "印章",
            (Self::Zh, Crop::Date) => "日期",
            (Self::Zh, Crop::Validity) => "有效期",
            (Self::En, Crop::Number) => "number",
            (Self::En, Crop::Name) => "name",
            (Self::En, Crop::Text) => "text",
            (Self::En, Crop::Photo) => "photo",
            (Self::En, Crop::Seal) => "seal",
            (Self::En, Crop::Date) => "date",
            (Self::En, Crop::Validity) => "validity",
        }
    }
}
