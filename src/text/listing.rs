//! Texts of the dishonesty list (失信名单).

use super::{Lang, texts};
use crate::domain::listing::{ListingState, Standing};

texts! {
    item_no(item: u32) => "项目 {item}", "item {item}";
    holder_is_listed(items: &str) => "不能通过：{items}的持有人在失信名单内（生效中）。没有改动任何内容，请改为不通过", "cannot be approved: the holder of {items} is on the dishonesty list (in force). Nothing was changed; reject it instead";
    proposes_listing(name: &str) => "提交后提议将 {name} 列入失信名单，由另一人复核", "proposes {name} for the dishonesty list; a second person looks again";

    listings_title => "失信名单", "dishonesty list";
    listings_waiting(waiting: u32) => "待复核 {waiting}", "{waiting} to look at";
    listings_wait(waiting: u32) => "失信待复核 {waiting}（L）", "{waiting} to look at again (L)";
    listings_empty => "没有这样的条目", "nothing of this kind";
    listing_name => "姓名", "name";
    listing_id_no => "证件号码", "ID number";
    listing_since => "提议日期", "proposed";
    listing_until => "到期日", "ends";
    listing_order => "申请单", "order";
    listing_why => "事由", "reason";
    listing_mine => "[本人提议]", "[mine]";
    listing_by(name: &str, at: &str) => "{name}，{at}", "{name}, {at}";
    listing_term(first: &str, end: &str) => "自 {first} 起生效，自 {end} 起重新受理", "in force from {first}; applications are taken again from {end}";
    listing_of_order(order: &str, item: u32) => "依据：申请单 {order} 项目 {item}", "from order {order}, item {item}";
    listing_files(count: usize) => "证据附件 {count} 份（SHA-256）：", "{count} files as evidence (SHA-256):";
    listing_imported => "由外部转入，已生效", "taken over from elsewhere as in force";
    listing_proposed_by => "提议", "proposed by";
    listing_confirmed_by => "复核确认", "confirmed by";
    listing_declined_by => "复核未通过", "declined by";
    listing_withdrawn_by => "撤销", "withdrawn by";
    listing_taken_back => "原决定已撤回", "the decision was taken back";
    listing_first => "初校", "first";
    listing_second => "复核", "second";
    listing_reasons => "不通过理由", "reasons";
    listing_withdraw_title => "撤销列入（申诉成立）", "withdraw the listing (on appeal)";
    listing_withdraw_hint => "Enter 确定   Esc 取消", "Enter confirms   Esc cancels";
    listing_withdrawn => "已撤销列入", "the listing is withdrawn";
    listing_not_in_force => "只有已确认的条目可以撤销", "only what was confirmed can be withdrawn";
    listing_own => "本人提议的，须由另一人复核", "your own proposal: a second person looks at it";
    listing_held(until: &str) => "原决定在 {until} 以前还可撤回，到时再复核", "its decision can be taken back until {until}; look again after that";
    listing_settled(state: &str) => "此条目已是“{state}”，没有改动", "it is {state} by now; nothing was changed";
    listing_unknown => "没有这个条目", "there is no such listing";

    contested_elsewhere(order: &str, institution: &str) => "{order}，由 {institution} 受理，原材料请向其查阅", "{order}, which {institution} has: ask there for its file";

    hidden_from_second => "有待复核的失信提议或抽样复看：此前不显示首次判定、通知和备注", "a second look (at a listing or a sample) waits: the first verdicts, the letter and the notes are not shown before it";
    look_blind => "盲复核：独立判定，再按 L 作结论", "second look: judge for yourself, then L concludes";
    look_only_verdicts => "盲复核只作判定，结论按 L", "a second look gives verdicts only; L concludes";
    look_not_blind => "只有盲复核时才作结论", "only a second look is concluded";
    look_leave_again => "再按一次 Esc 离开：还没有作结论，判定不会保存", "Esc again leaves: nothing is concluded yet, and the verdicts are not kept";
    look_quit_again => "再按一次 q 退出：还没有作结论，判定不会保存", "q again leaves: nothing is concluded yet, and the verdicts are not kept";
    look_discard_again => "再按一次 Esc 返回：写下的理由不会保存", "Esc again goes back: what was typed is not kept";
    look_title => "复核结论", "second look";
    look_outcome => "结论", "outcome";
    look_confirm => "确认列入", "confirm";
    look_decline => "不予列入", "decline";
    look_outcome_missing => "先选一个结论", "choose an outcome first";
    look_hint => "Tab 换结论   Enter 提交   Esc 返回", "Tab changes the outcome   Enter sends   Esc goes back";
    look_confirmed => "已确认列入失信名单，自今日起生效一年", "confirmed: in force for a year from today";
    look_declined => "已作不予列入的结论", "declined";
}

impl Lang {
    /// Where a listing stands.
    #[must_use]
    pub const fn listing_standing(self, standing: Standing) -> &'static str {
        match (self, standing) {
            (Self::Zh, Standing::Proposed) => "待复核",
            (Self::Zh, Standing::InForce) => "生效中",
            (Self::Zh, Standing::Expired) => "已到期",
            (Self::Zh, Standing::Withdrawn) => "已撤销",
            (Self::Zh, Standing::Declined) => "未通过",
            (Self::En, Standing::Proposed) => "proposed",
            (Self::En, Standing::InForce) => "in force",
            (Self::En, Standing::Expired) => "run out",
            (Self::En, Standing::Withdrawn) => "withdrawn",
            (Self::En, Standing::Declined) => "declined",
        }
    }

    /// What was last done to a listing.
    #[must_use]
    pub const fn listing_state(self, state: ListingState) -> &'static str {
        self.listing_standing(match state {
            ListingState::Proposed => Standing::Proposed,
            ListingState::InForce => Standing::InForce,
            ListingState::Declined => Standing::Declined,
            ListingState::Withdrawn => Standing::Withdrawn,
        })
    }
}
