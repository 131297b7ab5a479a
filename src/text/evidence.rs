//! Texts of the evidence card: what is known of how a file was made.

use super::{Lang, texts};
use crate::domain::scan_facts::{Coding, Colour, Trace};

texts! {
    evidence_of_contested => "所复议的原申请单", "with the contested order";
    evidence_title(kind: &str) => "{kind}：文件证据", "{kind}: evidence of the file";
    evidence_none => "这个文件收到时还没有记录这些信息，只有下列基本信息", "This file came before such facts were recorded; only these are known";
    evidence_caution => "以上是文件自带的说明和对内容的推测，都可能是假的或偶然的：只是提示，不是证明", "All of this is the file's own word or a guess from its content, and may be false or chance: hints, not proof";
    evidence_name => "文件名", "name";
    evidence_format => "格式", "format";
    evidence_pixels => "像素", "pixels";
    evidence_bytes => "大小", "size";
    evidence_dpi => "分辨率", "dots per inch";
    evidence_device => "设备", "device";
    evidence_software => "软件", "software";
    evidence_dates => "时间", "dates";
    evidence_turned => "方向", "orientation";
    evidence_thumbnail => "缩略图", "thumbnail";
    evidence_quality => "压缩", "compression";
    evidence_saved => "再次保存", "saved again";
    evidence_edited => "编辑迹象", "signs of editing";
    evidence_kind_of => "截图拍照", "screen, photo";
    evidence_hash => "SHA-256", "SHA-256";
    evidence_print => "图像指纹", "fingerprint";
    evidence_came => "收到", "came";
    evidence_replaces => "替换了", "replaced";
    evidence_replaced_by => "被替换", "replaced by";
    evidence_elsewhere => "其他申请", "other orders";

    not_told => "文件未注明", "the file does not say";
    million_pixels(width: u32, times: &str, height: u32, tenths: &str) => "{width} {times} {height}（{tenths} 百万）", "{width} {times} {height} ({tenths} million)";
    whole_bytes(size: &str, bytes: &str) => "{size}（{bytes} 字节）", "{size} ({bytes} bytes)";
    bytes_after_end(bytes: &str) => "图像结束后另有 {bytes} 字节", "{bytes} bytes after the picture's end";
    bits_deep(bits: u8) => "{bits} 位", "{bits} bits";
    with_alpha => "有透明", "with transparency";
    taken_at(at: &str) => "拍摄 {at}", "taken {at}";
    digitised_at(at: &str) => "数字化 {at}", "digitised {at}";
    changed_at(at: &str) => "修改 {at}", "changed {at}";
    has_place => "含拍摄地点（未保存）", "says where it was taken (not kept)";
    exif_turn(number: u8) => "EXIF {number}：看图软件会转正", "EXIF {number}: viewers turn it upright";
    is_editor => "（编辑软件）", " (an editor)";
    no_thumbnail => "无", "none";
    thumbnail_same(size: &str) => "{size}，与图像一致", "{size}, shows the same";
    thumbnail_proportions(size: &str) => "{size}，比例与图像不同：之后可能裁剪过", "{size}, other proportions than the picture: it may have been cropped since";
    thumbnail_content(size: &str) => "{size}，内容与图像不同：之后可能改过", "{size}, shows something else: the picture may have been changed since";
    thumbnail_unknown => "有，但无法比较", "there, but it cannot be compared";
    quality_standard(quality: u8) => "质量约 {quality}（通用量化表）", "quality about {quality} (the usual tables)";
    quality_own(quality: u8) => "质量约 {quality}（自有量化表，如 Photoshop 或相机）", "quality about {quality} (tables of its own, as of Photoshop or cameras)";
    saved_before(quality: u8) => "可能：此前曾以质量约 {quality} 保存", "maybe: saved before at a quality of about {quality}";
    no_sign_of_saving => "未见迹象（比现在更好的质量、缩放或裁剪后看不出）", "no sign (one better than now, or before scaling or cropping, leaves none)";
    only_jpeg => "仅能判断 JPEG", "only a JPEG tells";
    part_put_in(place: &str) => "可能有后来放入的部分{place}", "maybe a part put in {place}";
    no_sign_of_editing => "未见迹象", "no sign";
    may_be_screenshot => "可能是屏幕截图", "maybe a screenshot";
    may_be_photo => "可能是拍照", "maybe a photo";
    as_large_as_a_screen => "像素与常见屏幕相同", "exactly the pixels of a common screen";
    neither_of_both => "未见迹象", "no sign";
    no_fingerprint => "无（图像几乎空白）", "none (the picture is nearly blank)";
    came_in(round: &str, at: &str) => "{round}  {at}", "{round}  {at}";
    file_in_round(name: &str, round: &str) => "{name}（{round}）", "{name} ({round})";
    dropped_in(round: &str) => "{round}的材料中不再有它", "no longer among the files of {round}";
    nowhere_else => "没有相同文件或几乎相同图像的提示", "no hint of the same file or nearly the same picture";

    coding_baseline => "顺序编码", "sequential";
    coding_progressive => "渐进编码", "progressive";
    coding_other => "特殊编码", "unusual coding";
    coding_rows => "逐行", "row by row";
    coding_interlaced => "隔行", "interlaced";
    colour_grey => "灰度", "grey";
    colour_rgb => "彩色", "colour";
    colour_palette => "调色板", "palette";
    colour_cmyk => "印刷四色", "CMYK";
    trace_photoshop => "Photoshop 数据段", "Photoshop's segment";
    trace_web => "Photoshop 存储为 Web 格式", "Photoshop's “save for web”";
    trace_adobe => "Adobe 颜色段", "Adobe's colour segment";
    trace_iptc => "IPTC 说明", "IPTC captions";
    trace_xmp => "XMP 描述", "XMP";
    trace_history => "编辑步骤记录", "a history of editing";
    trace_profile => "颜色配置", "a colour profile";
    trace_screenshot => "自称截图", "calls itself a screenshot";
    trace_provenance => "来源声明（C2PA）", "a statement of origin (C2PA)";
    evidence_traces => "标记", "marks";
}

impl Lang {
    /// How the pixels are written.
    #[must_use]
    pub const fn coding(self, coding: Coding) -> &'static str {
        match coding {
            Coding::Baseline => self.coding_baseline(),
            Coding::Progressive => self.coding_progressive(),
            Coding::OtherJpeg => self.coding_other(),
            Coding::Rows => self.coding_rows(),
            Coding::Interlaced => self.coding_interlaced(),
        }
    }

    /// The channels of a picture.
    #[must_use]
    pub const fn colour(self, colour: Colour) -> &'static str {
        match colour {
            Colour::Grey => self.colour_grey(),
            Colour::Rgb => self.colour_rgb(),
            Colour::Palette => self.colour_palette(),
            Colour::Cmyk => self.colour_cmyk(),
        }
    }

    /// What a program left in a file.
    #[must_use]
    pub const fn trace(self, trace: Trace) -> &'static str {
        match trace {
            Trace::Photoshop => self.trace_photoshop(),
            Trace::SavedForWeb => self.trace_web(),
            Trace::Adobe => self.trace_adobe(),
            Trace::Iptc => self.trace_iptc(),
            Trace::Xmp => self.trace_xmp(),
            Trace::History => self.trace_history(),
            Trace::Profile => self.trace_profile(),
            Trace::Screenshot => self.trace_screenshot(),
            Trace::Provenance => self.trace_provenance(),
        }
    }
}
