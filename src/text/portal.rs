//! Texts of what is printed about orders: progress, counts, the whole of one order.

use super::texts;

texts! {
    track_no_such_order(order_no: &str) => "没有申请单 {order_no}", "no order {order_no}";
    track_order_no_needed => "申请单编号应为 16 位数字，前 14 位是真实的日期时间", "an order number has 16 digits, the first 14 a real date and time";
    track_updated_at(moment: &str) => "更新于 {moment}", "updated {moment}";
    track_no_orders => "还没有申请单", "no orders yet";
    show_institution => "受理机构", "institution";
    show_kind => "类别", "kind";
    show_reconsiders => "复议的申请单", "reconsiders";
    show_status => "状态", "status";
    show_round => "轮次", "round";
    show_account => "账号", "account";
    show_purpose => "申请目的", "purpose";
    show_consented => "同意须知", "consented";
    show_submitted => "提交", "submitted";
    show_applicant => "申请人", "applicant";
    show_remark => "申请备注", "remark";
    show_payment => "支付", "payment";
    show_free => "免费", "free";
    show_paid => "已支付", "paid";
    show_invoice => "发票", "invoice";
    show_claim => "领取", "claim";
    show_item(item: u32) => "项目 {item}", "item {item}";
    show_copies(zh: u32, en: u32) => "中文 {zh} 份，英文 {en} 份", "{zh} Chinese, {en} English";
    show_id_type => "证件类型", "document";
    show_identity => "实人验证", "identity";
    show_attachments => "附件", "attachments";
    show_findings => "提示", "findings";
    show_superseded(round: u32) => "（第{round}轮已替换）", "(superseded in round {round})";
    show_verdicts => "判定", "verdicts";
    show_decision => "决定", "decision";
    show_taken_back => "已撤回", "taken back";
    show_message => "消息", "message";
    show_held(moment: &str) => "暂缓至 {moment}", "held until {moment}";
    show_delivered(moment: &str) => "已送达 {moment}", "handed over {moment}";
    show_withdrawn => "已撤下", "withdrawn";
    show_notes => "内部备注", "notes among colleagues";
    show_postponed => "暂缓至", "postponed until";
    show_catalogue => "理由目录", "catalogue";
    show_letter_again => "通知可逐字重现", "the letter comes out of it again";
    show_letter_differs => "通知不能逐字重现！", "the letter does NOT come out of it again!";
    show_letter_unknown => "没有这一版的目录", "this version is not known";
    show_letter_edits => "通知改动（- 生成的，+ 发出的）", "the letter was edited (- generated, + sent)";
    show_history => "历史", "history";
}
