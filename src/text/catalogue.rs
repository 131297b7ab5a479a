//! Words for a catalogue of reasons that cannot be used.

use super::{Lang, texts};
use crate::domain::reason::{CatalogueError, Mistake};

texts! {
    catalogue_at(path: &str, line: usize, mistake: &str) => "理由目录 {path} 第 {line} 行：{mistake}", "catalogue of reasons {path}, line {line}: {mistake}";
    catalogue_in(path: &str, mistake: &str) => "理由目录 {path}：{mistake}", "catalogue of reasons {path}: {mistake}";
    catalogue_invalid(detail: &str) => "格式有误：{detail}", "it cannot be read: {detail}";
    catalogue_twice(code: &str) => "理由 {code} 出现了两次", "reason {code} is there twice";
    catalogue_for_approval(code: &str) => "理由 {code}：通过不需要理由", "reason {code}: an approval has no reason";
    catalogue_nothing_to_send(code: &str) => "理由 {code}：要求补充材料，却没有写明提交什么（send）", "reason {code}: it asks for materials and does not say which (send)";
    catalogue_empty(code: &str) => "理由 {code}：编码、名称（label）、措辞（wording）都不能为空", "reason {code}: code, label and wording must not be empty";
    catalogue_variable(at: &str, variable: &str) => "{at}：这里不能使用 {{{variable}}}", "{at}: {{{variable}}} stands for nothing here";
    catalogue_nameless(code: &str) => "通知要列出不符的内容，但缺少 {code} 的名称", "the letter names what was found wanting, but {code} has no name";
    catalogue_years(code: &str) => "理由 {code}：graduated_from 晚于 graduated_to", "reason {code}: graduated_from is after graduated_to";
    catalogue_proposes(code: &str) => "理由 {code}：只有不通过的理由才能提议列入失信名单（proposes_listing）", "reason {code}: only a rejection proposes a listing (proposes_listing)";
    catalogue_version => "version 不能为空，也不能含空白", "version must be a word";
    catalogue_changed(path: &str, version: &str) => "理由目录 {path} 已改动，但版本号仍是 {version}，而该版本已有决定使用。请恢复原文件，或把 version 改为新的版本号", "the catalogue of reasons {path} was changed and still calls itself {version}, under which decisions were made. Put the file back, or raise its version";
    catalogue_unreadable(path: &str, detail: &str) => "无法读取理由目录 {path}：{detail}", "cannot read the catalogue of reasons {path}: {detail}";
}

impl Lang {
    /// Why a catalogue cannot be used, with its file and line.
    #[must_use]
    pub fn catalogue_error(self, path: &str, error: &CatalogueError) -> String {
        let mistake = match &error.mistake {
            Mistake::Invalid(detail) => self.catalogue_invalid(detail),
            Mistake::Twice(code) => self.catalogue_twice(code),
            Mistake::ForApproval(code) => self.catalogue_for_approval(code),
            Mistake::NothingToSend(code) => self.catalogue_nothing_to_send(code),
            Mistake::Empty(code) => self.catalogue_empty(code),
            Mistake::Variable(at, variable) => self.catalogue_variable(at, variable),
            Mistake::Nameless(code) => self.catalogue_nameless(code),
            Mistake::Years(code) => self.catalogue_years(code),
            Mistake::ProposesWithout(code) => self.catalogue_proposes(code),
            Mistake::Version => self.catalogue_version().to_owned(),
        };
        match error.line {
            Some(line) => self.catalogue_at(path, line, &mistake),
            None => self.catalogue_in(path, &mistake),
        }
    }
}
