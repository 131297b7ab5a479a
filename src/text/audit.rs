//! Texts of the audit trail.

use super::{Lang, texts};
use crate::store::chain::Fault;

texts! {
    audit_rows => "条审计记录", "audit rows";
    audit_fault(place: &str, what: &str, code: &str) => "{place}：{what}（{code}）", "{place}: {what} ({code})";
    audit_verified(rows: u64, trails: u64, orders: u64, faults: u64) => "{rows} 条记录，{trails} 条链，{orders} 个申请单：{faults} 个问题", "{rows} rows, {trails} trails, {orders} orders: {faults} faults";
    audit_unknown(subject: &str) => "没有 {subject} 的审计记录", "there is no audit trail of {subject}";
    audit_edited => "内容与哈希不符，被改动过", "the content does not have this hash: it was changed";
    audit_gap => "前面的记录缺失", "the row before it is missing";
    audit_link => "与前一条记录不相接", "it does not continue the row before it";
    audit_tail => "末尾的记录被截去", "the end of the trail was cut off";
    audit_missing => "没有审计记录", "it has no trail";
    audit_register => "登记簿缺号，有审计链被整条删除", "the register lacks numbers: whole trails were removed";
    audit_unregistered => "登记簿里没有这条审计链", "the register does not know this trail";
    audit_orderless => "有审计记录，却没有这个申请单", "there is a trail and no such order";
    anchor_missing => "锚定时有审计记录，现在一条也没有", "it had a trail when the anchor was taken, and has none now";
    anchor_tail => "锚定时后面还有记录，已被删除", "later rows were there when the anchor was taken, and are gone";
    anchor_changed => "与锚定时的哈希不同，历史被改写", "the hash is not the one of the anchor: history was written anew";
    anchor_register => "锚定时这个编号登记的是它，现在不是", "when the anchor was taken this number of the register was its own, and is not now";
    anchor_unknown => "数据库没有记载这次锚定：数据库比锚定旧，或不是同一个数据库", "the database does not know this anchor: it is older, or another one";
    anchor_digest => "摘要与锚定文件不符", "the digest is not the one of the anchor";
    anchor_broken(path: &str, line: u64) => "{path} 不是完整的锚定文件（第 {line} 行）", "{path} is no whole anchor (line {line})";
    anchor_needs(path: &str, earlier: &str) => "{path} 只记了变化，还需要哈希为 {earlier} 的锚定文件（--anchor）", "{path} has only what changed: the anchor with the hash {earlier} is needed too (--anchor)";
    anchor_faulty(fault: &str) => "审计记录不完整，不能锚定：{fault}", "the trail is not whole and is not anchored: {fault}";
    anchor_overtaken => "此时另有人完成了锚定，请重试", "somebody else took an anchor meanwhile; try again";
    anchor_none => "尚未做过锚定：只有锚定文件能证明没有换成旧备份（jiaodui audit anchor）", "no anchor was ever taken: only an anchor shows that this is no old backup (jiaodui audit anchor)";
    anchor_not_given(number: i64, at: &str) => "最近一次锚定：第 {number} 号，{at}；用 --anchor 对照其文件", "the newest anchor is number {number} of {at}; compare with its file by --anchor";
    anchor_compared(many: usize) => "已对照 {many} 份锚定文件", "compared with {many} anchors";
    anchor_taken(number: i64, path: &str) => "第 {number} 号锚定已写入 {path}", "anchor number {number} is in {path}";
    anchor_hash(sha256: &str) => "SHA-256 {sha256}（请抄录或打印，存放在别处）", "SHA-256 {sha256} (write it down or print it, and keep it elsewhere)";
    file_exists(path: &str) => "文件已存在：{path}", "there is such a file: {path}";
}

impl Lang {
    /// What is wrong with a trail.
    #[must_use]
    pub const fn audit_fault_is(self, fault: Fault) -> &'static str {
        match fault {
            Fault::Edited => self.audit_edited(),
            Fault::Gap => self.audit_gap(),
            Fault::Link => self.audit_link(),
            Fault::Tail => self.audit_tail(),
            Fault::Missing => self.audit_missing(),
            Fault::Register => self.audit_register(),
            Fault::Unregistered => self.audit_unregistered(),
            Fault::Orderless => self.audit_orderless(),
            Fault::AnchorMissing => self.anchor_missing(),
            Fault::AnchorTail => self.anchor_tail(),
            Fault::AnchorChanged => self.anchor_changed(),
            Fault::AnchorRegister => self.anchor_register(),
            Fault::AnchorUnknown => self.anchor_unknown(),
            Fault::AnchorDigest => self.anchor_digest(),
        }
    }

    /// What was done to whom: of an order its dossier is taken out, of a report the report.
    #[must_use]
    pub fn audit_action_on<'a>(self, subject: &str, action: &'a str) -> &'a str {
        match (self, action, subject.split_once(':')) {
            (Self::Zh, "export", None) => "导出档案",
            (Self::En, "export", None) => "dossier taken out",
            (Self::Zh, "export", Some(("report", _))) => "导出报表",
            (Self::En, "export", Some(("report", _))) => "report taken out",
            _ => self.audit_action(action),
        }
    }

    /// What was done; what has no word of its own is told by its code.
    #[must_use]
    pub fn audit_action(self, action: &str) -> &str {
        let (zh, en) = match action {
            "submit" => ("提交", "submitted"),
            "resubmit" => ("重新提交", "submitted again"),
            "cancel" => ("取消", "cancelled"),
            "claim" => ("领取", "claimed"),
            "release" => ("放回", "released"),
            "skip" => ("跳过", "skipped"),
            "postpone" => ("暂缓", "postponed"),
            "resume" => ("恢复", "resumed"),
            "note" => ("备注", "noted"),
            "decide" => ("决定", "decided"),
            "take_back" => ("撤回", "taken back"),
            "reject_unanswered" => ("未补充不通过", "rejected unanswered"),
            "export" => ("导出", "taken out"),
            "force_release" => ("结束领取", "claim ended"),
            "reassign" => ("指派", "given to somebody"),
            "propose" => ("提议列入", "proposed"),
            "confirm" => ("确认列入", "confirmed"),
            "decline" => ("不予列入", "declined"),
            "withdraw" => ("撤销列入", "withdrawn"),
            "staff_add" => ("新增人员", "staff added"),
            "staff_disable" => ("停用", "disabled"),
            "staff_enable" => ("启用", "enabled"),
            "staff_password" => ("改密码", "password set"),
            "staff_role" => ("换角色", "role changed"),
            "staff_unlock" => ("解除锁定", "unlocked"),
            "sign_in_lock" => ("登录失败锁定", "locked after failures"),
            "sign_in_unlock" => ("登录成功解锁", "unlocked by signing in"),
            "enquiry" => ("咨询", "asked"),
            "enquiry_followup" => ("追问", "asked further"),
            "move" => ("迁移", "moved"),
            "anchor" => ("锚定", "anchored"),
            "keep_catalogue" => ("留存理由目录", "catalogue kept"),
            "replace_catalogue" => ("更换理由目录", "catalogue replaced"),
            "export_begun" => ("开始导出", "export begun"),
            "export_failed" => ("导出未完成", "export failed"),
            "reply" => ("答复", "answered"),
            "hand_over" => ("转交", "handed over"),
            "close" => ("关闭", "closed"),
            "save_view" => ("保存视图", "view kept"),
            "delete_view" => ("删除视图", "view removed"),
            "draw" => ("抽样", "sample drawn"),
            "reopen" => ("重新打开", "reopened"),
            other => (other, other),
        };
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_out_is_called_what_it_is() {
        for (subject, zh, en) in [
            ("2020101611482587", "导出档案", "dossier taken out"),
            ("report:0193a1b2", "导出报表", "report taken out"),
            ("enquiry:q-1", "导出", "taken out"),
        ] {
            assert_eq!((Lang::Zh.audit_action_on(subject, "export"), Lang::En.audit_action_on(subject, "export")), (zh, en));
        }
        assert_eq!(Lang::Zh.audit_action("export"), "导出", "where the subject stands in a column of its own");
        assert_eq!(Lang::Zh.audit_action_on("report:0193a1b2", "export_failed"), Lang::Zh.audit_action("export_failed"));
    }
}
