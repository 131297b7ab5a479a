//! Texts of the demonstration's applicants, `jiaodui demo --live`.

use super::{Lang, texts};
use crate::demo::live::Act;

texts! {
    live_elsewhere => "另一个进程正在演示申请人的操作；同一演示数据不能同时演示两次", "Another process plays the applicants of this demonstration already";
    live_failed(error: &str) => "无法演示申请人的操作：{error}", "The applicants cannot act: {error}";
    live_playing(per_minute: u32) => "申请人开始操作，每分钟约 {per_minute} 次；按 Ctrl-C 结束", "The applicants begin, about {per_minute} times a minute; Ctrl-C ends it";
    live_line(time: &str, act: &str, subject: &str, institution: &str) => "{time}  {act}  {subject}  {institution}", "{time}  {act}  {subject}  {institution}";
    live_refused(code: &str) => "（拒收：{code}）", "(refused: {code})";
}

impl Lang {
    /// What an applicant did, at one width.
    #[must_use]
    pub const fn live_act(self, act: Act) -> &'static str {
        match (self, act) {
            (Self::Zh, Act::Submit) => "提交申请",
            (Self::Zh, Act::Reconsider) => "申请复议",
            (Self::Zh, Act::Answer) => "补交材料",
            (Self::Zh, Act::AnswerBadly) => "补交有误",
            (Self::Zh, Act::Cancel) => "取消申请",
            (Self::Zh, Act::Enquiry) => "提出咨询",
            (Self::Zh, Act::FollowUp) => "追问咨询",
            (Self::En, Act::Submit) => "submits  ",
            (Self::En, Act::Reconsider) => "contests ",
            (Self::En, Act::Answer) => "answers  ",
            (Self::En, Act::AnswerBadly) => "answers ?",
            (Self::En, Act::Cancel) => "cancels  ",
            (Self::En, Act::Enquiry) => "asks     ",
            (Self::En, Act::FollowUp) => "asks more",
        }
    }
}
