//! Texts of the archive: what happened to an order, in a sentence each, and the dossier.

use super::{Lang, texts};
use crate::domain::happening::HappeningKind;
use crate::domain::look::Looked;
use crate::domain::time::Millis;
use crate::store::records::{Happening, Timeline, TrailFault, TrailRow, What, Who};

texts! {
    archive_title => "档案", "archive";
    archive_ended => "已结束 最新在前", "ended, newest first";
    archive_empty => "还没有结束的申请单；按 / 可查找任何状态的申请单", "nothing has ended yet; / finds an order in any state";
    archive_changed => "决定于", "changed";
    archive_by => "决定人", "by";

    history_title(order_no: &str) => "{order_no} 历史", "history of {order_no}";
    history_all => "全部", "all";
    history_trail => "审计", "trail";
    history_empty => "没有这一类的记录", "nothing of this kind";
    history_newer => "有更新，按 F5 重新读取", "there is more by now: F5 reads it again";
    history_cut => "记录很多，只读取了前一部分", "there is very much: only the first part was read";
    history_blind => "有待复核的失信提议或抽样复看：此前不显示首次判定、通知、备注和咨询", "a second look (at a listing or a sample) waits: the first verdicts, letters, notes and enquiries are not shown before it";
    history_looked(times: u64) => "共被查看 {times} 次；查看人只对主管显示", "looked at {times} times; who it was is for supervisors";
    status_hidden => "待复看", "second look";
    history_hidden => "复核以前不显示内容", "not shown before the second look";
    chain_whole(rows: usize, hash: &str) => "链完整：{rows} 条，末条哈希 {hash}", "the chain is whole: {rows} rows, the last hash is {hash}";
    chain_broken(faults: usize, first: &str) => "链有问题，共 {faults} 处：{first}", "the chain is broken in {faults} places: {first}";
    chain_fault(seq: i64, what: &str, code: &str) => "第 {seq} 条{what}（{code}）", "row {seq}: {what} ({code})";

    who_applicant => "申请人", "applicant";
    who_desk => "系统", "desk";
    colon(word: &str, more: &str) => "{word}：{more}", "{word}: {more}";
    did_submit(items: i64) => "提交申请，{items} 个项目", "submitted, {items} items";
    did_contest(items: i64) => "提交复议申请，{items} 个项目", "submitted to contest a decision, {items} items";
    did_resubmit(round: i64) => "重新提交，第 {round} 轮", "submitted again, round {round}";
    did_cancel => "取消申请", "cancelled it";
    did_claim(until: &str) => "领取，持有至 {until}", "claimed it until {until}";
    did_release => "放回队列", "put it back";
    did_release_of(holder: &str) => "放回队列（原持有人 {holder}）", "put back what {holder} held";
    did_skip => "跳过", "skipped it";
    did_postpone(day: &str) => "暂缓到 {day}", "put it off until {day}";
    did_resume => "提前结束暂缓", "ended the postponement early";
    did_decide(status: &str) => "决定：{status}", "decided: {status}";
    did_decide_hidden => "作出决定（复核以前不显示内容）", "decided (not shown before the second look)";
    did_item(item: u32, outcome: &str) => "项目{item} {outcome}", "item {item} {outcome}";
    did_take_back => "撤回决定", "took the decision back";
    did_reopen => "重新打开", "reopened it";
    did_reject_unanswered => "未按期补充，不通过", "rejected it: the supplement never came";
    did_note(body: &str) => "备注：{body}", "noted: {body}";
    did_note_field(field: &str, body: &str) => "备注（{field}）：{body}", "noted on {field}: {body}";
    did_export(what: &str) => "导出档案（{what}）", "took a dossier out ({what})";
    did_letter(title: &str) => "拟写通知《{title}》", "letter written: {title}";
    did_letter_edited(title: &str) => "拟写通知《{title}》，内容经修改", "letter written: {title}, edited";
    did_hold(text: &str, until: &str) => "{text}，保留至 {until}", "{text}, held until {until}";
    did_wait(text: &str) => "{text}，尚未送达门户", "{text}, not handed over yet";
    did_deliver(title: &str) => "通知已送达门户：《{title}》", "letter handed over: {title}";
    did_withdraw_letter(title: &str) => "通知已撤销：《{title}》", "letter withdrawn: {title}";
    did_ask(subject: &str) => "咨询《{subject}》", "asked about {subject}";
    did_reply(subject: &str) => "回复咨询《{subject}》", "answered on {subject}";
    did_propose(name: &str) => "提议将 {name} 列入失信名单", "proposed {name} for the dishonesty list";
    did_confirm => "复核：确认列入失信名单", "second look: confirmed the listing";
    did_decline => "复核：不予列入失信名单", "second look: declined the listing";
    did_withdraw_listing => "撤销列入失信名单", "withdrew the listing";
    did_look => "打开申请单", "opened it";
    did_reveal => "显示完整证件号码", "saw the whole ID number";
    did_view_outside => "用外部程序打开附件", "opened a scan in another program";
    did_look_held => "他人领取时查看", "read it while somebody else held it";
    did_take_out => "导出内容", "took what is known of it out";

    full_letter_sent => "申请人读到的通知", "the letter as the applicant reads it";
    full_letter_edits => "与原稿的差异", "what was changed of the draft";
    full_held(until: &str) => "保留至 {until}", "held until {until}";
    full_delivered(at: &str) => "送达门户 {at}", "handed over {at}";
    full_withdrawn(at: &str) => "撤销 {at}", "withdrawn {at}";
    full_waits => "尚未送达门户", "not handed over yet";
    full_reasons(codes: &str) => "理由 {codes}", "reasons {codes}";
    full_taken_back(at: &str) => "此决定已于 {at} 撤回", "this decision was taken back {at}";
    full_catalogue(version: &str) => "理由目录 {version}", "catalogue {version}";
    full_row(seq: i64) => "审计记录第 {seq} 条", "row {seq} of the trail";
    full_detail => "内容", "detail";
    full_prev_hash => "前一条哈希", "hash before";
    full_hash => "哈希", "hash";

    dossier_title => "导出档案", "take a dossier out";
    dossier_what => "内容", "what";
    dossier_masked => "号码遮盖", "numbers masked";
    dossier_full => "号码完整", "numbers whole";
    dossier_masked_files => "号码遮盖，含附件", "numbers masked, with the files";
    dossier_full_files => "号码完整，含附件", "numbers whole, with the files";
    dossier_hint => "Tab 换内容   Enter 导出   Esc 返回", "Tab changes what   Enter takes it out   Esc goes back";
    dossier_reason_missing => "完整号码或附件须说明理由", "whole numbers and files need a reason";
    dossier_making => "正在制作档案…", "making the dossier…";
    dossier_not_exported_as(words: &str, code: &str, detail: &str) => "没有导出：{words}（{code}）{detail}", "nothing was taken out: {words} ({code}) {detail}";
    dossier_exists => "已有同名文件，从不覆盖", "there is something of this name, which is never overwritten";
    dossier_blind => "有待复核的失信提议或抽样复看，复核以前不能导出", "a second look (at a listing or a sample) waits: nothing is taken out before it";
    dossier_missing => "附件缺失或损坏", "a file of the order is missing or damaged";
    dossier_busy => "申请单一直有新的变化，请再试", "the order goes on changing: try again";
    dossier_io => "写入失败", "it could not be written";
    dossier_no_order => "没有这个申请单", "there is no such order";
    dossier_other => "请稍后再试", "try again later";
    dossier_done(path: &str, sha256: &str, seq: i64) => "档案已导出：{path}\nSHA-256 {sha256}（审计记录第 {seq} 条）", "taken out: {path}\nSHA-256 {sha256} (row {seq} of the trail)";
    dossier_unreadable(path: &str, why: &str) => "档案 {path} 无法读取：{why}", "the dossier {path} cannot be read: {why}";
    dossier_checked(order_no: &str, at: &str, parts: usize, rows: usize, faults: usize) => "申请单 {order_no}，截至 {at}：{parts} 个部分，{rows} 条审计记录，{faults} 个问题", "order {order_no} as of {at}: {parts} parts, {rows} audit rows, {faults} faults";
    fault_manifest => "没有可读的清单", "there is no manifest that can be read";
    fault_hash => "清单与给出的哈希不符", "the manifest does not have the hash that was given";
    fault_name => "清单中的名称不合规", "a name in the manifest is none of this program's";
    fault_missing => "缺少这一部分", "this part is missing";
    fault_changed => "内容与清单不符，被改动过", "the content is not what the manifest says: it was changed";
    fault_extra => "清单之外的内容", "the manifest does not name this";
    fault_form => "无法读懂", "it cannot be made out";
    fault_order => "不是清单所说的申请单", "it is of another order than the manifest";
    fault_trail => "审计记录不属于此申请单", "an audit row of another order";
    fault_status => "状态与审计记录不符", "the status is not what the trail leads to";
    fault_decision => "决定与审计记录不符", "the decision and the trail say different things";
    fault_letter => "通知与决定不符", "the letter and the decision say different things";
    fault_note => "备注与审计记录不符", "the note and the trail say different things";
    fault_file => "附件与其记录不符", "the file and its facts say different things";
    fault_other => "有问题", "something is wrong";
    dossier_readme => "校对台 申请单档案（jiaodui-dossier-1）\n\nmanifest.json 列出其余每个部分的长度和 SHA-256；manifest.json 自身的 SHA-256 即本档案的哈希，\n在交出之前已写入该申请单的审计记录（action 为 export）。\norder.json 申请内容；decisions.json 决定、判定、理由、通知原稿和发出稿；messages.json 申请人读到的消息；\nnotes.json 内部备注；enquiries.json 咨询；listings.json 失信提议；looks.json 谁看过；attachments.json 附件的记录和 SHA-256；\nfiles/ 附件本身（导出时选择包含才有）；audit.ndjson 审计记录，每行一条，与数据库逐字节相同。\n时间均为 UTC 毫秒数。除非注明，号码已遮盖，备注、内部备注、咨询和文件名中的号码也已遮盖（内部备注原文的 SHA-256 见 written_sha256）；\n发出的通知、失信提议的理由和审计记录保持原样。\n\n校验：jiaodui audit verify --dossier 本文件 [--sha256 审计记录中的哈希]\n不用本程序也可校验：对每个部分计算 SHA-256，与清单比对；审计记录的哈希为\nSHA-256(prev_hash U+001F institution U+001F subject U+001F seq U+001F at U+001F actor U+001F action U+001F detail)，\n以 U+001F 连接，十六进制小写，第一条的 prev_hash 为空。\n", "Dossier of an order (jiaodui-dossier-1)\n\nmanifest.json names every other part with its length and SHA-256. The SHA-256 of manifest.json is the hash of this dossier; it was\nwritten into the audit trail of the order (action export) before the dossier was handed out.\norder.json: what was applied for. decisions.json: decisions, verdicts, reasons, letters as drafted and as sent. messages.json: what\nthe applicant read. notes.json: internal notes. enquiries.json: enquiries. listings.json: proposals for the dishonesty list.\nlooks.json: who looked. attachments.json: facts and SHA-256 of the files. files/: the files themselves, where they were asked for.\naudit.ndjson: the audit trail, a row a line, byte for byte as in the database.\nTimes are UTC milliseconds. Numbers are masked unless the manifest says full, also within remarks, notes, enquiries and names\nof files (written_sha256: of a note as it was written). Letters, reasons of proposals and the audit trail stay as they were written.\n\nTo check it: jiaodui audit verify --dossier THIS [--sha256 HASH-IN-THE-TRAIL]\nWithout this program: compare the SHA-256 of each part with the manifest; the hash of an audit row is\nSHA-256(prev_hash U+001F institution U+001F subject U+001F seq U+001F at U+001F actor U+001F action U+001F detail),\njoined by U+001F, in lower-case hexadecimal digits; the first row's prev_hash is empty.\n";
    dossier_exported(path: &str, sha256: &str) => "档案已导出：{path}（SHA-256 {sha256}…）", "taken out: {path} (SHA-256 {sha256}…)";
}

impl Lang {
    /// A kind of what happens to an order.
    #[must_use]
    pub const fn happening_kind(self, kind: HappeningKind) -> &'static str {
        match (self, kind) {
            (Self::Zh, HappeningKind::Feed) => "来件",
            (Self::Zh, HappeningKind::Work) => "办理",
            (Self::Zh, HappeningKind::Decision) => "决定",
            (Self::Zh, HappeningKind::Letter) => "通知",
            (Self::Zh, HappeningKind::Note) => "备注",
            (Self::Zh, HappeningKind::Enquiry) => "咨询",
            (Self::Zh, HappeningKind::Listing) => "失信",
            (Self::Zh, HappeningKind::Look) => "查看",
            (Self::En, HappeningKind::Feed) => "feed",
            (Self::En, HappeningKind::Work) => "work",
            (Self::En, HappeningKind::Decision) => "decisions",
            (Self::En, HappeningKind::Letter) => "letters",
            (Self::En, HappeningKind::Note) => "notes",
            (Self::En, HappeningKind::Enquiry) => "enquiries",
            (Self::En, HappeningKind::Listing) => "listing",
            (Self::En, HappeningKind::Look) => "looks",
        }
    }

    /// Who did it.
    #[must_use]
    pub fn who(self, who: &Who) -> &str {
        match who {
            Who::Applicant => self.who_applicant(),
            Who::Staff(_, name) => name,
            Who::Desk => self.who_desk(),
        }
    }

    /// How a dossier is made: with whole numbers or masked ones, with the files or without.
    #[must_use]
    pub const fn dossier_kind(self, full: bool, attachments: bool) -> &'static str {
        match (full, attachments) {
            (false, false) => self.dossier_masked(),
            (true, false) => self.dossier_full(),
            (false, true) => self.dossier_masked_files(),
            (true, true) => self.dossier_full_files(),
        }
    }

    /// Why no dossier was taken out.
    #[must_use]
    pub fn dossier_not_exported(self, code: &str, detail: &str) -> String {
        let words = match code {
            "dossier.exists" => self.dossier_exists(),
            "dossier.blind" => self.dossier_blind(),
            "dossier.busy" => self.dossier_busy(),
            "dossier.io" => self.dossier_io(),
            "dossier.no_such_order" => self.dossier_no_order(),
            "attachments.missing" | "attachments.damaged" | "attachments.too_large" => self.dossier_missing(),
            _ => self.dossier_other(),
        };
        self.dossier_not_exported_as(words, code, detail).trim_end().to_owned()
    }

    /// What is wrong with a dossier, by its code.
    #[must_use]
    pub fn dossier_fault(self, code: &str) -> &'static str {
        match code {
            "audit.edited" => self.audit_edited(),
            "audit.gap" => self.audit_gap(),
            "audit.link" => self.audit_link(),
            "audit.tail" => self.audit_tail(),
            "dossier.manifest" => self.fault_manifest(),
            "dossier.hash" => self.fault_hash(),
            "dossier.name" => self.fault_name(),
            "dossier.missing" => self.fault_missing(),
            "dossier.changed" => self.fault_changed(),
            "dossier.extra" => self.fault_extra(),
            "dossier.form" => self.fault_form(),
            "dossier.order" => self.fault_order(),
            "dossier.trail" => self.fault_trail(),
            "dossier.status" => self.fault_status(),
            "dossier.decision" => self.fault_decision(),
            "dossier.letter" => self.fault_letter(),
            "dossier.note" => self.fault_note(),
            "dossier.file" => self.fault_file(),
            _ => self.fault_other(),
        }
    }

    /// What is wrong with an order's trail, in a line.
    #[must_use]
    pub fn trail_faults(self, faults: &[TrailFault]) -> Option<String> {
        let first = faults.first()?;
        let first = self.chain_fault(first.seq, self.audit_fault_is(first.fault), first.fault.code());
        Some(self.chain_broken(faults.len(), &first))
    }

    /// What happened, in a sentence.
    #[must_use]
    pub fn happening(self, timeline: &Timeline, one: &Happening) -> String {
        match one.what {
            What::Row(row) => timeline.trail.get(row).map_or_else(String::new, |row| self.trail_row(row)),
            What::Decided { decision, .. } => match timeline.file.decisions.get(decision) {
                None => self.did_decide_hidden().to_owned(),
                Some(decision) => {
                    let status = self.did_decide(self.status(decision.status));
                    if decision.outcomes.len() < 2 {
                        return status;
                    }
                    let items: Vec<String> =
                        decision.outcomes.iter().map(|one| self.did_item(one.item, self.outcome(one.outcome))).collect();
                    self.with(&status, &items.join(self.list_comma()))
                }
            },
            What::Noted { note, .. } => match timeline.file.notes.get(note) {
                None => self.audit_action("note").to_owned(),
                Some(note) => {
                    let body = note.body.replace('\n', " ");
                    note.field.map_or_else(|| self.did_note(&body), |(_, field)| self.did_note_field(self.field(field), &body))
                }
            },
            What::Letter(message) => timeline.file.messages.get(message).map_or_else(String::new, |record| {
                let title = record.message.title.as_str();
                let decision = timeline.decision_of(record);
                let text = match decision.is_some_and(|one| one.letter != one.letter_generated) {
                    true => self.did_letter_edited(title),
                    false => self.did_letter(title),
                };
                match record.delivered_at.or(record.withdrawn_at) {
                    Some(_) => text,
                    None if record.held_until > timeline.file.now => self.did_hold(&text, &clock(record.held_until)),
                    None => self.did_wait(&text),
                }
            }),
            What::Delivered(message) => self.of_letter(timeline, message, Self::did_deliver),
            What::Withdrawn(message) => self.of_letter(timeline, message, Self::did_withdraw_letter),
            What::Post { asked, post } => timeline.asked.get(asked).map_or_else(String::new, |asked| {
                let Some(post) = asked.posts.get(post) else { return String::new() };
                let body: String = post.body.replace('\n', " ");
                let subject = asked.subject.as_str();
                let word = if post.staff.is_some() { self.did_reply(subject) } else { self.did_ask(subject) };
                self.colon(&word, &body)
            }),
            What::Listing { listing, row } => timeline.listings.get(listing).map_or_else(String::new, |history| {
                let Some(row) = history.trail.get(row) else { return String::new() };
                let word = match row.entry.action.as_str() {
                    "propose" => self.did_propose(&history.file.record.name),
                    "confirm" => self.did_confirm().to_owned(),
                    "decline" => self.did_decline().to_owned(),
                    "withdraw" => self.did_withdraw_listing().to_owned(),
                    other => self.audit_action(other).to_owned(),
                };
                let reason = row.text("reason").filter(|reason| reason != crate::domain::listing::TAKEN_BACK);
                self.with(&word, reason.as_deref().unwrap_or_default())
            }),
            What::Look(look) => timeline.looks.get(look).map_or_else(String::new, |look| {
                let word = match look.what {
                    Looked::Reveal => self.did_reveal(),
                    Looked::External => self.did_view_outside(),
                    Looked::Held => self.did_look_held(),
                    Looked::Export => self.did_take_out(),
                    Looked::Open => self.did_look(),
                };
                self.with(word, look.reason.as_deref().unwrap_or_default())
            }),
        }
    }

    fn of_letter(self, timeline: &Timeline, message: usize, words: impl Fn(Self, &str) -> String) -> String {
        timeline.file.messages.get(message).map_or_else(String::new, |record| words(self, &record.message.title))
    }

    fn with(self, word: &str, more: &str) -> String {
        if more.is_empty() { word.to_owned() } else { self.colon(word, more) }
    }

    /// What a row of an order's trail says by itself.
    #[must_use]
    pub fn trail_row(self, row: &TrailRow) -> String {
        let items = row.number("items").unwrap_or(1);
        let word = match row.entry.action.as_str() {
            "submit" if row.text("kind").as_deref() == Some("reconsideration") => self.did_contest(items),
            "submit" => self.did_submit(items),
            "resubmit" => self.did_resubmit(row.number("round").unwrap_or_default()),
            "cancel" => self.did_cancel().to_owned(),
            "claim" => match row.number("until") {
                Some(until) => self.did_claim(&clock(Millis(until))),
                None => self.audit_action("claim").to_owned(),
            },
            "release" => row.text("holder").map_or_else(|| self.did_release().to_owned(), |holder| self.did_release_of(&holder)),
            "skip" => self.did_skip().to_owned(),
            "postpone" => match row.number("until") {
                Some(until) => self.did_postpone(&Millis(until).day().to_string()),
                None => self.audit_action("postpone").to_owned(),
            },
            "resume" => self.did_resume().to_owned(),
            "decide" => match row.text("status").as_deref().and_then(crate::domain::status::Status::from_code) {
                Some(status) => self.did_decide(self.status(status)),
                None => self.did_decide_hidden().to_owned(),
            },
            "take_back" => self.did_take_back().to_owned(),
            "reopen" => self.did_reopen().to_owned(),
            "reject_unanswered" => self.did_reject_unanswered().to_owned(),
            "export" => {
                let is = |key: &str| row.value(key).and_then(|value| value.as_bool()).unwrap_or(false);
                self.did_export(self.dossier_kind(is("full"), is("attachments")))
            }
            other => self.audit_action(other).to_owned(),
        };
        self.with(&word, row.text("reason").as_deref().unwrap_or_default())
    }
}

/// A day and a time, as they are read.
fn clock(at: Millis) -> String {
    at.in_china().format("%Y-%m-%d %H:%M").to_string()
}
