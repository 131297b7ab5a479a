//! Texts of enquiries (我的咨询).

use chrono::{Datelike, NaiveDate};

use super::{Lang, texts};
use crate::domain::enquiry::EnquiryState;
use crate::store::records::EnquiryTab;

texts! {
    place_enquiries => "咨询", "Enquiries";
    place_thread => "咨询对话", "An enquiry";
    place_reply => "写回复", "A reply being written";

    enquiries_title => "咨询", "enquiries";
    enquiries_waiting(n: &str) => "待答复 {n}", "{n} unanswered";
    bar_enquiries(n: &str) => "咨询 {n}", "enquiries {n}";
    column_waited => "已等工时", "waited";
    column_enquiry => "咨询编号", "enquiry";
    column_subject => "主题", "subject";
    column_account => "账号", "account";
    column_who => "经手", "with";
    unread_mark => "新", "*";
    handed_to(name: &str) => "转 {name}", "to {name}";
    handed_to_me => "转我", "to me";
    is_replying(names: &str) => "{names}正在回复", "{names} is replying";
    is_replying_short(name: &str) => "{name}回复中", "{name} replies";
    enquiry_answered => "已答复", "answered";
    enquiry_waits(waited: &str) => "已等 {waited}（工时）", "waits {waited} (office time)";
    enquiries_none_waiting => "没有待答复的咨询。新的咨询到达后会显示在这里。", "Nothing is unanswered. New enquiries appear here as they come.";
    enquiries_none_mine => "没有转给您的咨询。", "Nothing was handed over to you.";
    enquiries_none => "没有这样的咨询。", "There are no such enquiries.";
    enquiries_not_found => "没有找到。可输入咨询编号、申请单编号或主题的开头，或完整账号。", "Nothing found. Type the beginning of an enquiry's number, of an order's number or of a subject, or a whole account.";
    no_such_enquiry => "本机构没有这条咨询", "no such enquiry in this institution";
    enquiry_look_only => "您的角色只能查看咨询；答复由咨询员或主管发出", "your role may only read enquiries: clerks and supervisors answer them";
    enquiry_is_closed => "此咨询已关闭，先按 c 重新打开", "this enquiry is closed: c opens it again";

    side_posts => "对话", "thread";
    side_order => "申请单", "order";
    post_taken_back => "已撤回", "taken back";
    post_delivered => "已送达", "delivered";
    post_held(until: &str) => "{until} 后发出", "goes out at {until}";
    post_held_ours(until: &str) => "{until} 前可按 u 撤回", "u takes it back until {until}";
    enquiry_note(name: &str, to: &str, when: &str) => "内部备注  {name} → {to}  {when}", "internal note  {name} > {to}  {when}";
    enquiry_names_no_order => "这条咨询没有关联申请单。", "This enquiry names no order.";
    enquiry_order_elsewhere => "所关联的申请单不在本机构。", "Its order is not in this institution.";
    enquiry_no_order => "没有关联的申请单", "no order";
    applied_by(who: &str) => "申请人 {who}", "applicant {who}";
    findings_count(n: usize) => "{n} 条提示", "{n} hints";
    nobody_holds => "当前无人领取", "nobody holds it";
    order_decisions => "校对经过", "decisions";
    reply_not_saved => "草稿未能保存；内容还在屏幕上", "the draft could not be saved; it is still on the screen";

    reply_title => "回复", "reply";
    reply_draft_title => "回复草稿（r 继续写）", "draft of a reply (r goes on)";
    reply_empty => "回复是空的", "the reply is empty";
    reply_unfilled(names: &str) => "还有未填的变量：{names}，填好后才能发送", "not sent: {names} is not filled in";
    reply_look_first => "写回复期间有新内容，已显示在上方；看过后再按 Ctrl-S 发送", "something new was written meanwhile, see above; Ctrl-S again sends";
    reply_sent(seconds: i64) => "已回复。{seconds} 秒内可按 u 撤回", "sent; u takes it back within {seconds} s";
    reply_sent_there(number: &str, seconds: i64) => "{number} 已回复；{seconds} 秒内可在“咨询”中按 u 撤回", "{number}: sent; u among the enquiries takes it back within {seconds} s";
    reply_not_sent_there(number: &str, why: &str) => "{number} 的回复没有发出（{why}）；内容仍在草稿中", "{number}: not sent ({why}); the text is kept as the draft";
    reply_newer => "有您没看过的新内容", "something new was written";
    reply_never_arrived => "数据库中没有它", "the database does not have it";
    reply_kept(write: &str, send: &str) => "草稿已保留，尚未发出；先 {write} 再 :{send} 发送", "the draft is kept and not sent; {write}, then :{send} sends it";
    reply_taken_back => "已撤回，申请人看不到；内容回到草稿", "taken back: the applicant never sees it, it is the draft again";
    reply_too_late => "已超过撤回时限，回复已可发出", "too late: the reply may have gone out";
    no_reply_to_take_back => "没有可以撤回的回复", "there is no reply to take back";
    reply_outcome_unknown => "与数据库的连接中断，正在核实回复是否已发出…", "the connection broke; asking whether the reply was sent…";
    reply_not_sent => "回复没有发出，草稿仍在；可再按 Ctrl-S", "the reply was not sent, the draft is kept; Ctrl-S tries again";

    canned_title => "常用语", "canned texts";
    canned_hint => "输入以筛选   Enter 插入   Esc 返回", "type to filter   Enter inserts   Esc goes back";
    canned_not_for(status: &str) => "不能用于“{status}”的申请单", "not for an order of this status: {status}";
    canned_unfilled(names: &str) => "! 此处无法填入：{names}", "! cannot be filled in here: {names}";

    hand_over_title => "转交", "hand over";
    hand_over_note => "备注", "note";
    hand_over_hint => "上下选人   输入备注   Enter 转交   Esc 返回", "up/down chooses   type the note   Enter hands over   Esc goes back";
    hand_over_nobody => "没有可以转交的同事", "there is no such colleague";
    hand_over_note_missing => "请写明转交的原因（申请人看不到）", "say in the note why (the applicant never sees it)";
    enquiry_handed_over => "已转交", "handed over";
    enquiry_closed => "已关闭；申请人再追问时会自动打开", "closed; it opens again when the applicant asks on";
    enquiry_reopened => "已重新打开", "open again";
    enquiry_close_again => "还有未答复的内容；再按一次 c 不答复而关闭", "something is unanswered; c again closes it all the same";
    enquiry_close_look_first => "刚有新内容，没有关闭；看过后再按 c", "not closed: something new was just written";

    order_enquiries_title => "此单的咨询", "enquiries about this order";
    order_enquiries_none => "没有关于此单的咨询。", "There are no enquiries about this order.";
    replies_unreadable(path: &str, why: &str) => "常用语文件 {path} 无法读取：{why}", "the canned texts in {path} cannot be read: {why}";
    replies_error(path: &str, why: &str) => "常用语文件 {path} 有误：{why}", "the canned texts in {path} are not right: {why}";
}

impl Lang {
    /// A tab of the list.
    #[must_use]
    pub const fn enquiry_tab(self, tab: EnquiryTab) -> &'static str {
        match (self, tab) {
            (Self::Zh, EnquiryTab::Waiting) => "待答复",
            (Self::Zh, EnquiryTab::Mine) => "转给我的",
            (Self::Zh, EnquiryTab::Open) => "全部进行中",
            (Self::Zh, EnquiryTab::Closed) => "已关闭",
            (Self::En, EnquiryTab::Waiting) => "unanswered",
            (Self::En, EnquiryTab::Mine) => "mine",
            (Self::En, EnquiryTab::Open) => "all open",
            (Self::En, EnquiryTab::Closed) => "closed",
        }
    }

    /// Whether an enquiry is done with.
    #[must_use]
    pub const fn enquiry_state(self, state: EnquiryState) -> &'static str {
        match (self, state) {
            (Self::Zh, EnquiryState::Open) => "进行中",
            (Self::Zh, EnquiryState::Closed) => "已关闭",
            (Self::En, EnquiryState::Open) => "open",
            (Self::En, EnquiryState::Closed) => "closed",
        }
    }

    /// Working time in its two largest units, a day being as long as the office is open: 2日3时, 3时20分.
    #[must_use]
    pub fn worked(self, milliseconds: i64, day_ms: i64) -> String {
        let milliseconds = milliseconds.max(0);
        let days = milliseconds.checked_div(day_ms).unwrap_or(0);
        let rest = milliseconds.checked_rem(day_ms).unwrap_or(milliseconds) / 60_000;
        let (hours, minutes) = (rest / 60, rest % 60);
        match (self, days, hours) {
            (Self::Zh, 0, 0) => format!("{minutes}分"),
            (Self::Zh, 0, _) => format!("{hours}时{minutes:02}分"),
            (Self::Zh, _, _) => format!("{days}日{hours}时"),
            (Self::En, 0, 0) => format!("{minutes}m"),
            (Self::En, 0, _) => format!("{hours}h{minutes:02}m"),
            (Self::En, _, _) => format!("{days}d{hours}h"),
        }
    }

    /// A day as a reply to an applicant writes it: replies are in Chinese, whatever the language of the screen.
    #[must_use]
    pub fn reply_day(self, day: NaiveDate) -> String {
        format!("{}年{}月{}日", day.year(), day.month(), day.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_waiting_is_a_day_of_office_hours() {
        const HOUR: i64 = 3_600_000;
        assert_eq!(Lang::Zh.worked(7 * HOUR + 5 * 60_000, 8 * HOUR), "7时05分");
        assert_eq!(Lang::Zh.worked(19 * HOUR, 8 * HOUR), "2日3时");
        assert_eq!(Lang::Zh.worked(-5, 8 * HOUR), "0分");
        assert_eq!(Lang::En.worked(HOUR, 0), "1h00m");
    }
}
