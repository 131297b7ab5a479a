//! What the attachments themselves give a hint of (E1–E7), in words. Hints: "may", never "is forged".

use super::{Lang, texts};
use crate::domain::checks::scans::{ScanHint, ScanSign};
use crate::domain::scan_facts::Patch;

texts! {
    scan_editor(kind: &str, program: &str) => "{kind}可能用编辑软件处理过：文件注明 {program}", "the {kind} may have been edited: it names {program}";
    scan_traces(kind: &str) => "{kind}可能经 Photoshop 保存：文件带有它的标记", "the {kind} may have been saved by Photoshop: it bears its marks";
    scan_patch(kind: &str, place: &str, earlier: u8) => "{kind}{place}可能是后来放入的：其余部分曾以质量约 {earlier} 保存过，这里没有", "the {kind} may have had something put in {place}: the rest was saved before at a quality of about {earlier}, this was not";
    scan_place(left: u32, right: u32, top: u32, bottom: u32) => "（横 {left}%–{right}%、竖 {top}%–{bottom}% 处）", "at {left}–{right} % across, {top}–{bottom} % down";
    scan_screenshot(kind: &str) => "{kind}可能是屏幕截图，不是原件的扫描", "the {kind} may be a screenshot and no scan of the original";
    scan_photo(kind: &str, device: &str) => "{kind}可能是拍照而非扫描：文件注明 {device}", "the {kind} may be a photo and no scan: it names {device}";
    scan_resaved(kind: &str, earlier: u8, now: u8) => "{kind}可能多次保存：曾以质量约 {earlier} 保存，现为约 {now}", "the {kind} may have been saved more than once: at a quality of about {earlier} before, about {now} now";
    scan_thumbnail(kind: &str) => "{kind}内的缩略图可能是另一幅图：生成之后图像可能改过", "the thumbnail within the {kind} may show something else: the picture may have been changed since";
    scan_proportions(kind: &str) => "{kind}内的缩略图比例不同：图像可能裁剪过", "the thumbnail within the {kind} has other proportions: the picture may have been cropped";
    scan_few_pixels(kind: &str, has: u32, needs: u32) => "{kind}像素可能不够看清：长边 {has}，宜有 {needs}", "the {kind} may have too few pixels to read: {has} on the longer side, {needs} would do";
    scan_coarse(kind: &str, quality: u8) => "{kind}压缩过度，小字可能看不清：质量约 {quality}", "the {kind} is compressed so strongly (quality about {quality}) that small print may be gone";
    scan_changed_first(kind: &str) => "{kind}的日期自相矛盾：修改早于拍摄，时钟或文件可能改过", "the dates of the {kind} contradict each other (changed before taken): a clock or the file may have been changed";
    scan_future(kind: &str) => "{kind}的日期晚于提交，时钟或文件可能改过", "the {kind} is dated later than it came in: a clock or the file may have been changed";
    scan_extension(kind: &str) => "{kind}的文件名后缀与实际格式不同，可能转存或改名过", "the name of the {kind} ends otherwise than its format: it may have been converted or renamed";
}

impl Lang {
    /// What was noticed of a file. Holds texts of the file's own, which are hostile.
    pub(super) fn hint_scan(self, hint: &ScanHint) -> String {
        let kind = self.attachment(hint.kind);
        match &hint.sign {
            ScanSign::Editor(program) => self.scan_editor(kind, program),
            ScanSign::EditorTraces => self.scan_traces(kind),
            ScanSign::Patch { at, earlier } => self.scan_patch(kind, &self.patch(at), *earlier),
            ScanSign::Screenshot => self.scan_screenshot(kind),
            ScanSign::Photo(device) => self.scan_photo(kind, device),
            ScanSign::Resaved { earlier, now } => self.scan_resaved(kind, *earlier, *now),
            ScanSign::ThumbnailContent => self.scan_thumbnail(kind),
            ScanSign::ThumbnailProportions => self.scan_proportions(kind),
            ScanSign::FewPixels { has, needs } => self.scan_few_pixels(kind, *has, *needs),
            ScanSign::Coarse(quality) => self.scan_coarse(kind, *quality),
            ScanSign::ChangedBeforeTaken => self.scan_changed_first(kind),
            ScanSign::FromTheFuture => self.scan_future(kind),
            ScanSign::Extension => self.scan_extension(kind),
        }
    }

    /// Where in a picture a part lies.
    #[must_use]
    pub fn patch(self, patch: &Patch) -> String {
        let percent = |share: u16| (u32::from(share) + 50) / 100;
        self.scan_place(
            percent(patch.left),
            percent(patch.left.saturating_add(patch.width)),
            percent(patch.top),
            percent(patch.top.saturating_add(patch.height)),
        )
    }
}
