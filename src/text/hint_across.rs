//! What other orders say (C11, X1–X6), in words.

use super::{Lang, texts};
use crate::domain::attachment::AttachmentKind;
use crate::domain::checks::across::{AcrossHint, Other};
use crate::domain::related::{Person, Place};
use crate::domain::status::Status;

texts! {
    across_own(order_no: &str, holder: &str, year: i32, status: &str) => "{order_no}（{holder}，{year} 年，{status}）", "{order_no} ({holder}, {year}, {status})";
    across_other(institution: &str, year: i32, status: &str) => "{institution}的申请单（{year} 年，{status}）", "an order of {institution} ({year}, {status})";
    across_item(item: u32) => "本单项目 {item}", "item {item} of this order";
    across_more(more: usize) => "，另有 {more} 件", ", and {more} more";

    no_number => "不是能与其他申请单比对的编号", "no number that could be compared with other orders";
    number_once => "其他申请单中没有这个证书编号", "no other order has this certificate number";
    number_of_another(at: &str) => "证书编号已用于另一人：{at}", "another person's certificate number: {at}";
    number_same_name(at: &str) => "证书编号已用于同名而证件号码不同的人：{at}", "the certificate number of a namesake with another ID number: {at}";
    number_same_id(at: &str) => "证书编号已用于证件号码相同而姓名不同的人：{at}", "the certificate number with this ID number under another name: {at}";
    number_accepted(at: &str) => "这份证书已校对通过过：{at}", "this certificate was accepted before: {at}";
    number_before(at: &str) => "持有人曾以这份证书申请：{at}", "the holder applied with this certificate before: {at}";

    id_once => "其他姓名下没有这个证件号码", "nobody else has this ID number";
    id_of_another(at: &str) => "证件号码已用于另一姓名：{at}", "this ID number under another name: {at}";

    files_once => "附件没有在他人的申请单中出现过", "no file came under another person's name";
    file_of_another(kind: &str, there: &str, at: &str) => "{kind}与另一人的{there}是同一文件：{at}", "the {kind} is the same file as another person's {there}: {at}";
    file_same_name(kind: &str, there: &str, at: &str) => "{kind}与同名而证件号码不同的人的{there}是同一文件：{at}", "the {kind} is the same file as the {there} of a namesake with another ID number: {at}";
    file_same_id(kind: &str, there: &str, at: &str) => "{kind}与证件号码相同而姓名不同的人的{there}是同一文件：{at}", "the {kind} is the same file as the {there} with this ID number under another name: {at}";
    files_not_asked(asked: usize) => "附件过多，只比对了前 {asked} 个", "too many files: only the first {asked} were compared";

    pictures_once => "附件图片与他人的都不相近", "no picture looks like another person's";
    picture_of_another(kind: &str, there: &str, bits: u32, at: &str) => "{kind}与另一人的{there}图像几乎相同（256 位中差 {bits} 位）：{at}", "the {kind} looks nearly the same as another person's {there} ({bits} of 256 bits differ): {at}";
    picture_same_name(kind: &str, there: &str, bits: u32, at: &str) => "{kind}与同名而证件号码不同的人的{there}图像几乎相同（256 位中差 {bits} 位）：{at}", "the {kind} looks nearly the same as the {there} of a namesake with another ID number ({bits} of 256 bits differ): {at}";
    picture_same_id(kind: &str, there: &str, bits: u32, at: &str) => "{kind}与证件号码相同而姓名不同的人的{there}图像几乎相同（256 位中差 {bits} 位）：{at}", "the {kind} looks nearly the same as the {there} with this ID number under another name ({bits} of 256 bits differ): {at}";
    pictures_unknown => "附件没有图像指纹，未与他人的比对", "no fingerprints of the pictures: not compared with others";

    earlier_orders(at: &str) => "持有人的其他申请：{at}", "other orders of the holder: {at}";
    earlier_rejected(at: &str, rejected: usize) => "持有人的其他申请：{at}，其中 {rejected} 件不通过", "other orders of the holder: {at}; {rejected} of them rejected";

    enquiries_here(here: u32, waiting: u32) => "该账号有 {here} 条咨询，{waiting} 条待答复", "{here} enquiries of the account, {waiting} unanswered";
    enquiries_both(here: &str, elsewhere: &str) => "{here}；{elsewhere}", "{here}; {elsewhere}";
    enquiries_elsewhere(elsewhere: u32) => "该账号向其他机构咨询过 {elsewhere} 条", "{elsewhere} enquiries of the account to other institutions";

    not_listed => "不在失信名单上", "on no dishonesty list";
    on_list(institution: &str, from: &str, until: &str) => "证件号码在失信名单上：{institution}，{from} 起，至 {until} 前", "on the dishonesty list: {institution}, from {from} until {until}";
    on_list_because(entry: &str, reason: &str) => "{entry}：{reason}", "{entry}: {reason}";
    across_not_asked => "未能查询其他申请单：证书编号、证件号码和附件是否用于别处不明", "other orders could not be asked: whether the numbers and files are used elsewhere is not known";
}

impl Lang {
    /// Where the same thing was found, as far as may be told.
    fn across_at(self, with: &Other) -> String {
        match with {
            Other::Item(item) => self.across_item(*item),
            Other::Order { place, more } => {
                let mut text = self.across_place(place);
                if *more > 0 {
                    text.push_str(&self.across_more(*more));
                }
                text
            }
        }
    }

    fn across_place(self, place: &Place) -> String {
        let status = self.status(place.status);
        match (&place.order_no, &place.holder) {
            (Some(order_no), Some(holder)) => self.across_own(order_no.as_str(), holder, place.year, status),
            _ => self.across_other(&place.institution, place.year, status),
        }
    }

    /// What other orders say.
    pub(super) fn hint_across(self, hint: &AcrossHint) -> String {
        match hint {
            AcrossHint::NoNumber => self.no_number().to_owned(),
            AcrossHint::NumberOnce => self.number_once().to_owned(),
            AcrossHint::NumberAgain { person, with } => {
                let at = self.across_at(with);
                let accepted = matches!(with, Other::Order { place, .. } if place.status == Status::Accepted);
                match person {
                    Person::Other => self.number_of_another(&at),
                    Person::NameOnly => self.number_same_name(&at),
                    Person::IdOnly => self.number_same_id(&at),
                    Person::Same if accepted => self.number_accepted(&at),
                    Person::Same => self.number_before(&at),
                }
            }
            AcrossHint::IdOnce => self.id_once().to_owned(),
            AcrossHint::IdOfAnother { with } => self.id_of_another(&self.across_at(with)),
            AcrossHint::FilesOnce => self.files_once().to_owned(),
            AcrossHint::FileAgain { kind, kind_there, person, with } => self.file_again(*kind, *kind_there, *person, with),
            AcrossHint::FilesNotAsked { asked } => self.files_not_asked(*asked),
            AcrossHint::PicturesOnce => self.pictures_once().to_owned(),
            AcrossHint::PictureAgain { kind, kind_there, bits, person, with } => {
                let (kind, there, at) = (self.attachment(*kind), self.attachment(*kind_there), self.across_at(with));
                match person {
                    Person::NameOnly => self.picture_same_name(kind, there, *bits, &at),
                    Person::IdOnly => self.picture_same_id(kind, there, *bits, &at),
                    Person::Other | Person::Same => self.picture_of_another(kind, there, *bits, &at),
                }
            }
            AcrossHint::PicturesUnknown => self.pictures_unknown().to_owned(),
            AcrossHint::Earlier { with, rejected: 0 } => self.earlier_orders(&self.across_at(with)),
            AcrossHint::Earlier { with, rejected } => self.earlier_rejected(&self.across_at(with), *rejected),
            AcrossHint::Enquiries { here, waiting, elsewhere } => {
                match (self.enquiries_here(*here, *waiting), self.enquiries_elsewhere(*elsewhere)) {
                    (one, _) if *elsewhere == 0 => one,
                    (_, other) if *here == 0 => other,
                    (one, other) => self.enquiries_both(&one, &other),
                }
            }
            AcrossHint::NotListed => self.not_listed().to_owned(),
            AcrossHint::Listed { institution, effective_on, ends_on, reason } => {
                let entry = self.on_list(institution, &effective_on.to_string(), &ends_on.to_string());
                match reason {
                    Some(reason) => self.on_list_because(&entry, reason),
                    None => entry,
                }
            }
            AcrossHint::NotAsked => self.across_not_asked().to_owned(),
        }
    }

    fn file_again(self, kind: AttachmentKind, there: AttachmentKind, person: Person, with: &Other) -> String {
        let (kind, there, at) = (self.attachment(kind), self.attachment(there), self.across_at(with));
        match person {
            Person::NameOnly => self.file_same_name(kind, there, &at),
            Person::IdOnly => self.file_same_id(kind, there, &at),
            Person::Other | Person::Same => self.file_of_another(kind, there, &at),
        }
    }
}
