//! Texts of quality sampling (质量抽样).

use super::texts;

texts! {
    place_sampling => "质量抽样", "the quality samples";
    samples_title => "质量抽样", "quality sampling";
    samples_empty => "还没有抽样；主管按 D 抽取", "nothing was drawn yet; a supervisor draws with D";
    sample_period => "决定日期", "decided";
    sample_days(first: &str, last: &str) => "{first} 至 {last}", "{first} to {last}";
    sample_rate => "比例", "rate";
    sample_size => "样本/决定", "drawn/decided";
    sample_looked => "已复看", "looked at";
    sample_differs => "结论不同", "differ";
    sample_by => "抽取人", "drawn by";
    sample_draw_title => "抽取样本", "draw a sample";
    sample_from => "自", "from";
    sample_until => "至", "to";
    sample_percent => "比例 %", "rate %";
    sample_draw_hint => "Tab 换行   Enter 抽取   Esc 返回", "Tab next line   Enter draws   Esc goes back";
    sample_draw_note => "按每人、每种结论分层抽取，每层至少一件", "of each person's each outcome, one at least";
    sample_day_wrong => "日期应写作 2026-11-30，起不晚于止", "write days as 2026-11-30, the first not after the last";
    sample_rate_wrong => "比例应在 0.1 至 100 之间", "the rate is between 0.1 and 100";
    sample_drawn(size: u32) => "已抽取 {size} 件", "{size} drawn";
    sample_nothing => "这段时间没有决定", "nothing was decided in that time";
    sample_too_early => "这段时间还没有结束，或其中有决定还可以撤回", "that time is not over, or a decision in it can still be taken back";
    sample_too_much => "决定太多，请缩短时间或降低比例", "too much was decided: choose a shorter time or a lower rate";
    sample_none_left => "此样本没有需要您复看的：本人决定过的由他人复看", "nothing in this sample is left for you: others look at what you decided";
    sample_choose => "先选一个样本", "choose a sample first";
    sample_look_title => "复看结论", "second look";
    sample_agreed => "已复看，结论与原决定一致；原决定不变", "concluded: both outcomes agree; the decision stands as it is";
    sample_apart => "已复看，结论与原决定不同；原决定不变", "concluded: the outcomes differ; the decision stands as it is";
    sample_settled => "此件已有人复看", "somebody has looked at it already";
    sample_not_yours => "此件已转由他人复看", "somebody else looks at it by now";
    sample_unknown => "样本中没有此件", "the sample has no such order";
    sample_remark => "附注", "remark";
    agreement_title => "一致性", "agreement";
    agreement_looks => "逐件", "order by order";
    agreement_outcomes(looked: u32, drawn: u32, agreed: u32, share: &str) => "已复看 {looked}/{drawn}，结论一致 {agreed}/{looked}（{share}）", "{looked} of {drawn} looked at; outcomes agree in {agreed} of {looked} ({share})";
    agreement_kappa(kappa: &str) => "Cohen κ {kappa}（扣除偶然一致）", "Cohen's kappa {kappa} (beyond chance)";
    agreement_verdicts(agreed: u32, compared: u32, share: &str) => "判定一致 {agreed}/{compared}（{share}）", "verdicts agree in {agreed} of {compared} ({share})";
    agreement_note => "不一致不等于差错：哪一次判定更恰当，须对照材料商量。", "A difference is not a mistake: which look was the better one is for both to talk over, with the material at hand.";
    agreement_by_field => "按字段", "by field";
    agreement_by_person => "按人员", "by person";
    agreement_agree => "一致", "agree";
    agreement_share => "比例", "share";
    agreement_person => "决定人", "decided by";
    agreement_drawn => "样本", "drawn";
    agreement_of_outcomes => "结论一致", "outcomes";
    agreement_of_verdicts => "判定一致", "verdicts";
    agreement_apart_in => "不同较多的字段", "fields that differ most";
    agreement_nothing => "还没有复看", "nothing was looked at yet";
    sample_first => "原决定", "decision";
    sample_second => "复看", "second look";
    sample_of_item(item: u32) => "项目 {item}", "item {item}";
    sample_place(place: u32) => "样本第 {place} 件", "no. {place} of the sample";
}
