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
    audit_missing => "申请单没有审计记录", "the order has no trail";
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
