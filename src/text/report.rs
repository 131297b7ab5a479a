//! Texts of reports: their names, the headings of their columns, and what is said while one is made.

use super::{Lang, texts};
use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::{Field, IdType};
use crate::domain::decision::Outcome;
use crate::domain::enquiry::EnquiryState;
use crate::domain::listing::ListingState;
use crate::domain::order::{IdentityMethod, OrderKind, Service};
use crate::domain::report::{ReportFormat, ReportName, Words};
use crate::domain::staff::Role;
use crate::domain::status::Status;
use crate::domain::verdict::Verdict;

texts! {
    report_everyone => "全部", "everyone";
    report_all => "合计", "all";
    report_yes => "是", "yes";
    report_no => "否", "no";

    report_unknown(name: &str) => "没有这个报表：{name}（jiaodui report list 列出全部）", "no such report: {name} (jiaodui report list lists them)";
    report_bad_day(day: &str) => "“{day}”不是日期（YYYY-MM-DD、today 或 yesterday）", "“{day}” is no day (YYYY-MM-DD, today or yesterday)";
    report_backwards => "结束日期早于开始日期", "the last day lies before the first";
    report_no_institution => "您属于全部机构：请用 --institution 指定一个", "you belong to all institutions: name one with --institution";
    report_reason_missing => "导出完整号码须写明理由（--reason）", "taking whole numbers out needs a reason (--reason)";
    report_reason_missing_here => "导出完整号码须写明理由", "taking whole numbers out needs a reason";
    report_exists(path: &str) => "文件已存在：{path}（--force 覆盖）", "there is such a file: {path} (--force replaces it)";
    report_needs_file => "xlsx 不能写到标准输出，请用 --out 指定文件", "a workbook cannot go to standard output: name a file with --out";
    report_io(detail: &str) => "写文件失败：{detail}", "cannot write the file: {detail}";
    report_cancelled => "已取消导出，未完成的文件已删除", "cancelled; what there was of the file is removed";
    report_dossier => "申请单档案", "dossier of an order";
    report_rows => "行", "rows";
    report_made(rows: &str, place: &str) => "{rows} 行 → {place}", "{rows} rows → {place}";
    report_made_output => "标准输出", "standard output";
    report_hash(hash: &str) => "SHA-256 {hash}", "SHA-256 {hash}";

    exporting_title => "导出", "export";
    exporting_what => "报表", "report";
    exporting_format => "格式", "format";
    exporting_from => "自", "from";
    exporting_to => "至", "to";
    exporting_numbers => "号码", "numbers";
    exporting_reason => "理由", "reason";
    exporting_shown => "当前列表", "this list";
    exporting_shown_help => "屏幕上的列表，全部行", "the list on the screen, all of its rows";
    exporting_masked => "遮盖", "covered";
    exporting_full => "完整（须写理由，记入审计）", "whole (with a reason, in the audit trail)";
    exporting_csv => "CSV（文本）", "CSV (text)";
    exporting_xlsx => "XLSX（Excel 工作簿）", "XLSX (Excel workbook)";
    exporting_hint => "↑↓ 换行   ←→ 改选   Enter 导出   Esc 关闭", "↑↓ line   ←→ choose   Enter exports   Esc closes";
    exporting_all_days => "空 = 不限", "empty = any";
    exporting_day_hint => "YYYY-MM-DD、today、yesterday；空 = 不限", "YYYY-MM-DD, today, yesterday; empty = any";
    exporting_running(what: &str, rows: &str) => "正在导出 {what}：{rows} 行", "exporting {what}: {rows} rows";
    exporting_running_of(what: &str, rows: &str, all: &str) => "正在导出 {what}：{rows} / {all} 行", "exporting {what}: {rows} of {all} rows";
    exporting_reopen => "X 查看", "X shows it";
    exporting_running_hint => "Esc 取消   Enter 转到后台", "Esc cancels   Enter goes on in the background";
    exporting_cancelling => "正在取消…", "cancelling…";
    exporting_done(what: &str, rows: &str, path: &str, hash: &str) => "已导出 {what}：{rows} 行 → {path}（SHA-256 {hash}…）", "exported {what}: {rows} rows → {path} (SHA-256 {hash}…)";
    exporting_done_title => "导出完成", "exported";
    exporting_done_hint => "Enter 关闭", "Enter closes";
    exporting_place => "文件", "file";
    exporting_failed(code: &str) => "导出失败（{code}），没有留下文件", "the export failed ({code}); no file is left";
    exporting_impossible => "这里没有可导出的内容", "there is nothing to export here";
}

macro_rules! names {
    ($($name:ident => $zh:literal, $en:literal, $zh_help:literal, $en_help:literal;)+) => {
        impl Lang {
            /// What a report is called: the title of its sheet.
            #[must_use]
            pub const fn report_title(self, name: ReportName) -> &'static str {
                match (self, name) {
                    $((Self::Zh, ReportName::$name) => $zh, (Self::En, ReportName::$name) => $en),+
                }
            }

            /// What is in it.
            #[must_use]
            pub const fn report_help(self, name: ReportName) -> &'static str {
                match (self, name) {
                    $((Self::Zh, ReportName::$name) => $zh_help, (Self::En, ReportName::$name) => $en_help),+
                }
            }
        }
    };
}

names! {
    Daily => "每日工作", "daily work", "每天、每人：收到、决定（按结果）、撤回", "by day and person: arrivals, decisions by outcome, taken back";
    Ageing => "积压时长", "ageing", "未决申请单按等待的工作日分段", "open work by the working days it has waited";
    Reasons => "理由统计", "reasons", "各理由给出的次数", "how often each reason was given";
    Agreement => "复核一致率", "agreement", "抽样复核与原决定的一致程度：总体、字段、人员", "how far blind second looks agree: in all, by field, by person";
    Queue => "待校对队列", "queue", "全部待校对的申请单，最早在前", "all orders to proofread, oldest first";
    Supplements => "待补充队列", "supplements", "全部等待补充材料的申请单", "all orders that wait for the applicant";
    Exports => "导出记录", "exports", "谁在何时导出了什么", "who took what out, and when";
    Orders => "申请单", "orders", "申请单（按编号中的日期）", "orders, by the day in their number";
    Items => "申请项目", "items", "申请项目", "items of the orders";
    Certificates => "证书信息", "certificates", "申请人填写的证书信息", "what was typed of each certificate";
    Attachments => "附件", "attachments", "附件的信息（不含图像）", "facts of the files, not the files";
    Findings => "提示", "findings", "自动检查的提示", "what automatic checks noticed";
    Decisions => "决定", "decisions", "决定和通知", "decisions and their letters";
    DecisionItems => "项目决定", "decision items", "每个项目的决定和理由", "outcomes and reasons by item";
    Verdicts => "判定", "verdicts", "每个字段的判定", "verdicts by field";
    Messages => "消息", "messages", "给申请人的消息", "messages to applicants";
    Enquiries => "咨询", "enquiries", "咨询", "enquiries";
    EnquiryPosts => "咨询内容", "enquiry posts", "咨询中的每条内容", "what was written in enquiries";
    EnquiryReplies => "咨询答复", "enquiry replies", "每条答复：发出、撤回的时间", "answers: when each was held until, or taken back";
    EnquiryNotes => "咨询转交", "enquiry notes", "转交咨询和所附备注", "enquiries handed over, and the notes with them";
    Listings => "失信名单", "dishonesty list", "失信名单的条目", "entries of the dishonesty list";
    SecondLooks => "复核", "second looks", "对失信提议的复核", "second looks at proposals for the list";
    Postponements => "暂缓", "postponements", "暂缓和恢复", "postponements and their ends";
    Skips => "跳过", "skips", "跳过的申请单", "skipped orders";
    Notes => "内部备注", "notes", "内部备注", "notes among colleagues";
    Looks => "查看记录", "looks", "谁查看了什么", "who looked at what";
    Handlings => "办理时间", "handlings", "每个有效决定的领取和决定时间", "decisions that stand: when claimed, when decided";
    FeedEvents => "接收记录", "feed events", "门户发来的事件", "events the portal sent";
    AuditLog => "审计记录", "audit trail", "审计记录（含哈希链）", "the audit trail with its chain of hashes";
    Samples => "质量抽样", "samples", "抽取的样本", "samples that were drawn";
    SampleOrders => "抽样复看", "sampled orders", "样本中的每个决定和盲复看的结果", "the decisions in samples, and what the blind second looks said";
    SavedViews => "视图", "saved views", "保存的视图", "views of the queue that are kept";
    Staff => "工作人员", "staff", "工作人员（不含密码）", "members of staff, without passwords";
}

macro_rules! columns {
    ($($name:literal => $zh:literal, $en:literal;)+) => {
        impl Lang {
            /// The heading of a column; one that has none is called as in the database.
            #[must_use]
            pub fn report_column(self, name: &'static str) -> &'static str {
                match (self, name) {
                    $((Self::Zh, $name) => $zh, (Self::En, $name) => $en,)+
                    (_, name) => name,
                }
            }
        }
    };
}

columns! {
    "account" => "账号", "account";
    "accepted" => "通过", "accepted";
    "action" => "操作", "act";
    "actor" => "操作人", "actor";
    "applicant_email" => "电子邮箱", "e-mail";
    "applicant_location" => "所在地", "location";
    "applicant_mobile" => "手机号", "mobile";
    "applicant_name" => "申请人", "applicant";
    "applicant_nature" => "申请人性质", "nature of the applicant";
    "assigned_by" => "分派人", "given by";
    "assigned_to" => "转交给", "handed to";
    "at" => "时间", "at";
    "attachment_count" => "附件数", "files";
    "author" => "作者", "author";
    "body" => "内容", "text";
    "bytes" => "字节数", "bytes";
    "cancelled" => "取消", "cancelled";
    "catalogue_version" => "理由目录版本", "catalogue";
    "category" => "学历类别", "category";
    "claimed" => "领取", "claimed";
    "claimed_at" => "领取时间", "claimed at";
    "claimed_by" => "持有人员", "held by";
    "claimed_until" => "持有至", "held until";
    "conclusion" => "毕业结论", "conclusion";
    "copies_en" => "英文份数", "English copies";
    "copies_zh" => "中文份数", "Chinese copies";
    "created_at" => "生成时间", "made at";
    "day" => "日期", "day";
    "differs" => "结果不同", "differs";
    "draw_key" => "抽样密钥", "key of the draw";
    "drawn_by" => "抽样人", "drawn by";
    "drawn_from" => "期间决定数", "drawn from";
    "from_at" => "期间自", "from";
    "looked_at" => "复看时间", "looked at";
    "looked_by" => "复看人", "looked at by";
    "place" => "次序", "place";
    "rate" => "抽取比例（‰）", "rate (per mille)";
    "saved_at" => "保存时间", "kept at";
    "size" => "样本数", "size";
    "taken_at" => "开始复看", "taken at";
    "taken_by" => "正在复看", "taken by";
    "until_at" => "期间至", "until";
    "verdicts" => "判定", "verdicts";
    "view" => "视图编号", "view";
    "decided" => "决定", "decided";
    "decided_at" => "决定时间", "decided at";
    "decided_by" => "复核人", "decided by";
    "declined_reason" => "未通过原因", "declined because";
    "delivered_at" => "送达时间", "delivered at";
    "detail" => "详情", "detail";
    "digest" => "摘要", "digest";
    "disabled_at" => "停用时间", "disabled at";
    "drawn" => "抽取", "drawn";
    "drawn_at" => "抽样时间", "drawn at";
    "duration" => "学制", "duration";
    "effective_on" => "生效日期", "in force from";
    "end_reason" => "结束原因", "ended because";
    "ended_at" => "结束时间", "ended at";
    "ended_by" => "结束人", "ended by";
    "ends_on" => "到期日", "ends on";
    "enquiry_no" => "咨询编号", "enquiry";
    "enrolled_on" => "入学日期", "enrolled";
    "event" => "事件", "event";
    "event_id" => "事件编号", "event id";
    "field" => "字段", "field";
    "file_name" => "文件名", "file name";
    "finding" => "检查", "check";
    "finding_count" => "提示数", "hints";
    "first_submitted_at" => "首次提交", "first submitted";
    "format" => "格式", "format";
    "from" => "自", "from";
    "given" => "给出次数", "given";
    "given_standing" => "其中有效", "standing";
    "given_taken_back" => "其中撤回", "taken back";
    "graduated_on" => "毕业日期", "graduated";
    "handed_to" => "转交给", "handed to";
    "hash" => "哈希", "hash";
    "height" => "高", "height";
    "held_until" => "可撤回至", "held until";
    "holder" => "证书持有人", "holder";
    "id_no" => "证件号码", "ID number";
    "id_type" => "证件类型", "ID type";
    "identity_method" => "身份验证", "identity";
    "identity_verified_at" => "验证时间", "verified at";
    "invoice_tax_no" => "税号", "tax number";
    "invoice_title" => "发票抬头", "invoice title";
    "item" => "项目", "item";
    "item_count" => "项目数", "items";
    "kappa" => "Kappa", "kappa";
    "kind" => "类型", "kind";
    "last_post_at" => "最后发言", "last post";
    "letter" => "通知", "letter";
    "level" => "层次", "level";
    "listing" => "条目", "entry";
    "login" => "登录名", "login";
    "looked" => "已复核", "looked at";
    "look_no" => "序号", "no.";
    "major" => "专业名称", "major";
    "masked" => "已遮盖", "covered";
    "message" => "说明", "message";
    "message_id" => "消息编号", "message id";
    "n" => "序号", "no.";
    "name" => "姓名", "name";
    "number" => "证书编号", "certificate no.";
    "of" => "范围", "of";
    "oldest" => "最早的申请单", "oldest order";
    "opened_at" => "提出时间", "opened at";
    "order_no" => "申请单编号", "order";
    "orders" => "件数", "orders";
    "outcome" => "结果", "outcome";
    "outcomes_agreed" => "结果一致", "outcomes agreed";
    "outcomes_share" => "结果一致率（%）", "outcomes agreed (%)";
    "paid_at" => "付款时间", "paid at";
    "payment_state" => "付款状态", "payment";
    "pooled_from" => "放回队列", "for all from";
    "position" => "位置", "position";
    "post" => "条", "post";
    "postponed" => "暂缓", "postponed";
    "postponed_by" => "暂缓人", "postponed by";
    "postponed_until" => "暂缓至", "postponed until";
    "prev_hash" => "前一哈希", "hash before";
    "proposed_at" => "提议时间", "proposed at";
    "proposed_by" => "提议人", "proposed by";
    "purpose" => "用途", "purpose";
    "reason" => "理由", "reason";
    "reason_code" => "代码", "code";
    "reasons" => "理由代码", "reason codes";
    "received_at" => "接收时间", "received at";
    "reconsiders" => "复议的申请单", "reconsiders";
    "rejected" => "不通过", "rejected";
    "remark" => "备注", "remark";
    "reopened" => "重新打开", "reopened";
    "report" => "导出编号或申请单", "export or order";
    "report_name" => "报表", "report";
    "resubmitted" => "再次提交", "resubmitted";
    "role" => "角色", "role";
    "round" => "轮次", "round";
    "rows" => "行数", "rows";
    "sample" => "样本", "sample";
    "says" => "结论", "says";
    "school" => "院校名称", "school";
    "school_province" => "院校所在省市", "province";
    "seq" => "序号", "no.";
    "service" => "服务", "service";
    "severity" => "级别", "severity";
    "sha256" => "SHA-256", "SHA-256";
    "since" => "自", "since";
    "skipped" => "跳过", "skipped";
    "staff" => "工作人员", "staff";
    "state" => "状态", "state";
    "status" => "状态", "status";
    "subject" => "对象", "subject";
    "submitted" => "新提交", "submitted";
    "submitted_at" => "提交时间", "submitted at";
    "summary" => "概要", "summary";
    "superseded_by" => "被第几轮替换", "superseded in round";
    "supplement" => "补充材料", "supplement";
    "taken_back" => "撤回", "taken back";
    "taken_back_at" => "撤回时间", "taken back at";
    "title" => "标题", "title";
    "to" => "至", "to";
    "unit_price_fen" => "单价（元）", "unit price (yuan)";
    "until" => "至", "until";
    "updated_at" => "更新时间", "updated at";
    "verdict" => "判定", "verdict";
    "verdicts_agreed" => "判定一致", "verdicts agreed";
    "verdicts_compared" => "判定数", "verdicts compared";
    "verdicts_share" => "判定一致率（%）", "verdicts agreed (%)";
    "version" => "版本", "version";
    "waited_since" => "此前等待自", "had waited since";
    "waiting_since" => "等待自", "waits since";
    "what" => "查看", "what";
    "width" => "宽", "width";
    "withdraw_reason" => "撤销原因", "withdrawn because";
    "withdrawn_at" => "撤销时间", "withdrawn at";
    "withdrawn_by" => "撤销人", "withdrawn by";
    "working_days" => "等待工作日", "working days";
}

impl Lang {
    /// A code in words; one that is unknown as it is.
    #[must_use]
    pub fn report_word(self, words: Words, code: &str) -> &str {
        let word = match words {
            Words::Status => Status::from_code(code).map(|one| self.status(one)),
            Words::Outcome => Outcome::from_code(code).map(|one| self.outcome(one)),
            Words::Verdict => Verdict::from_code(code).map(|one| self.verdict(one)),
            Words::Field => Field::from_code(code).map(|one| self.field(one)),
            Words::Attachment => AttachmentKind::from_code(code).map(|one| self.attachment(one)),
            Words::Service => Service::from_code(code).map(|one| self.service(one)),
            Words::IdType => IdType::from_code(code).map(|one| self.id_type(one)),
            Words::Identity => IdentityMethod::from_code(code).map(|one| self.identity_method(one)),
            Words::OrderKind => OrderKind::from_code(code).map(|one| self.order_kind(one)),
            Words::Role => Role::from_code(code).map(|one| self.role(one)),
            Words::Listing => ListingState::from_code(code).map(|one| self.listing_state(one)),
            Words::Enquiry => EnquiryState::from_code(code).map(|one| self.enquiry_state(one)),
            Words::Action => return self.audit_action(code),
        };
        word.unwrap_or(code)
    }

    /// A band of working days: `0`, `3–5`, `21+`.
    #[must_use]
    pub fn report_band(self, from: u32, to: Option<u32>) -> String {
        match (self, to) {
            (_, Some(to)) if from == to => from.to_string(),
            (_, Some(to)) => format!("{from}–{to}"),
            (Self::Zh, None) => format!("{from} 及以上"),
            (Self::En, None) => format!("{from} and more"),
        }
    }

    /// The form of a file.
    #[must_use]
    pub const fn report_format(self, format: ReportFormat) -> &'static str {
        match format {
            ReportFormat::Csv => self.exporting_csv(),
            ReportFormat::Xlsx => self.exporting_xlsx(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::reads::report_columns;

    #[test]
    fn every_column_of_every_table_has_a_heading_in_both_languages() {
        let mut known = 0;
        for name in ReportName::ALL {
            for column in report_columns(*name) {
                known += 1;
                let heading = Lang::Zh.report_column(column.name);
                assert!(heading != column.name && !heading.is_ascii() || column.name == "sha256", "{}", column.name);
            }
        }
        assert!(known > 150, "{known}");
    }
}
