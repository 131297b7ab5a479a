//! Texts of filters, sorts, columns and views of the queue.

use super::{Lang, texts};
use crate::domain::queue_view::{Column, Finding, Held, QueueFilter, Round, Sort, Waiting};
use crate::domain::study::{Category, Level};

texts! {
    place_filter => "筛选", "filter of the queue";
    place_views => "视图", "views of the queue";
    place_columns => "列", "columns of the queue";
    filter_title => "筛选", "Filter";
    filter_any => "不限", "any";
    filter_institution => "受理机构", "institution";
    filter_status => "状态", "status";
    filter_service => "申请项目", "service";
    filter_category => "学历类别", "category";
    filter_level => "层次", "level";
    filter_school => "院校", "school";
    filter_purpose => "申请目的", "purpose";
    filter_waiting => "等待时间", "waiting";
    filter_round => "轮次", "round";
    filter_finding => "提示", "findings";
    filter_holder => "持有", "held by";
    filter_date => "提交日期", "submitted";
    filter_narrow => "输入以缩小范围", "type to narrow";
    filter_type_school => "输入院校名称", "type the school's name";
    filter_type_purpose => "输入申请目的的开头", "type how the purpose begins";
    filter_type_days => "工作日数，如 3 或 3..5", "working days, as 3 or 3..5";
    filter_type_date => "起..止，如 2020-10-01..2020-10-31", "from..to, as 2020-10-01..2020-10-31";
    filter_bad_date => "日期应写作 2020-10-01..2020-10-31，可省去一头", "write 2020-10-01..2020-10-31; either end may be left out";
    filter_bad_days => "工作日数应为 1 到 999，或如 3..5", "1 to 999 working days, or as 3..5";
    filter_counting => "正在计数…", "counting…";
    filter_matching(n: &str) => "符合 {n} 件", "{n} match";
    filter_whole => "名称完全一致", "the whole name";
    filter_beginning => "以此开头", "it begins so";
    filter_with_finding => "有提示", "with findings";
    filter_without_finding => "无提示", "without findings";
    filter_nobody => "无人持有", "nobody";
    filter_somebody => "有人持有", "somebody";
    filter_mine => "我", "me";
    filter_first_round => "初次提交", "first round";
    filter_later_round => "补充后再次提交", "after a supplement";
    filter_over(days: u32) => "满 {days} 个工作日", "{days} working days or more";
    filter_under(days: u32) => "不足 {days} 个工作日", "under {days} working days";
    filter_between(from: u32, to: u32) => "{from}–{to} 个工作日", "{from}-{to} working days";
    filter_over_some => "满所输入的天数", "as many days, or more";
    filter_under_some => "不足所输入的天数", "fewer days";
    filter_between_some => "在所输入的两数之间（含）", "from the first to the second, both included";
    filter_today => "今天", "today";
    filter_yesterday => "昨天", "yesterday";
    filter_week => "最近 7 天", "the last 7 days";
    filter_month => "最近 30 天", "the last 30 days";
    filter_from(day: &str) => "{day} 起", "since {day}";
    filter_to(day: &str) => "至 {day}", "until {day}";
    filter_any_status => "全部状态", "any status";
    filter_nothing => "没有符合筛选条件的申请单。F 清除筛选，f 修改。", "No order fits the filter. F clears it, f changes it.";
    filter_nothing_yet => "到此为止没有符合筛选条件的申请单，按 j 继续查看。", "None of those looked through so far fits; j looks further.";
    looked_through(n: &str, of: &str) => "已查看 {n}/{of} 件，按 j 继续", "{n} of {of} looked through, j goes on";
    looked_through_some(n: &str) => "已查看 {n} 件，按 j 继续", "{n} looked through, j goes on";
    sorted_within(n: &str) => "只在最早的 {n} 件中排序", "sorted among the {n} oldest only";
    sorted_most(n: &str) => "只显示提示最多的 {n} 件", "only the {n} with the most findings are shown";
    list_stale => "列表可能有更新，F5 刷新", "the list may have changed, F5 refreshes";
    list_has_its_order => "此列表有固定的顺序和范围，先按 w 回到待校对", "this list has an order of its own; w goes back";
    not_filtered => "没有筛选", "there is no filter";

    sort_is(sort: &str) => "排序：{sort}", "sorted: {sort}";

    columns_title => "列", "Columns";

    views_title => "视图", "Views";
    view_own => "自己", "own";
    view_shared => "机构", "shared";
    view_system => "内置", "built in";
    view_name => "名称：", "Name: ";
    view_scope_own => "只有自己可见，Tab 改为全机构", "for yourself; Tab: for the institution";
    view_scope_shared => "全机构可见，Tab 改为只有自己", "for the institution; Tab: for yourself";
    view_scope_only_own => "只有自己可见", "for yourself";
    view_replaces => "同名的视图将被替换", "the view of that name is replaced";
    view_saved(name: &str) => "已保存视图 {name}", "view {name} is kept";
    view_deleted(name: &str) => "已删除视图 {name}", "view {name} is removed";
    view_delete_again(name: &str) => "再按一次 d 删除视图 {name}", "d again removes the view {name}";
    view_is_system => "内置视图不能修改", "a built-in view cannot be changed";
    view_is_shared => "机构的视图由主管修改", "a supervisor changes the institution's views";
    view_name_taken => "已有这个名称的视图", "there is a view of that name";
    view_needs_name => "请输入名称", "type a name";
    view_newer => "由更新版本的程序保存，无法打开", "kept by a newer program; it cannot be opened here";
    view_nothing_to_save => "查找结果和暂缓列表不能保存为视图", "what was found, or is postponed, cannot be kept as a view";
    view_none(n: usize) => "没有第 {n} 个视图", "there is no view {n}";
    view_waiting => "待校对", "to proofread";
    view_supplement => "待补充", "supplement";
    view_postponed => "暂缓", "postponed";
    view_findings => "有提示的", "with findings";
    view_mine => "我领取的", "held by me";
    view_late => "满3个工作日", "3 working days";
    view_free => "无人领取", "free";
    view_again => "再次提交的", "submitted again";

    column_items_name => "项目数", "items";
    column_submitted_name => "提交时间", "submitted at";
    column_school => "院校", "school";
    column_items => "项", "it";
    column_submitted => "提交", "submitted";
    column_of_institution => "机构", "inst.";
}

impl Lang {
    /// The order of a list.
    #[must_use]
    pub const fn sort(self, sort: Sort) -> &'static str {
        match (self, sort) {
            (Self::Zh, Sort::Oldest) => "最早在前",
            (Self::Zh, Sort::Newest) => "最新在前",
            (Self::Zh, Sort::Findings) => "提示最多在前",
            (Self::En, Sort::Oldest) => "oldest first",
            (Self::En, Sort::Newest) => "newest first",
            (Self::En, Sort::Findings) => "most findings first",
        }
    }

    /// The headline of a column.
    #[must_use]
    pub const fn column(self, column: Column) -> &'static str {
        match column {
            Column::OrderNo => self.column_order_no(),
            Column::Holder => self.column_holder(),
            Column::Summary => self.column_summary(),
            Column::School => self.column_school(),
            Column::Status => self.column_status(),
            Column::Round => self.column_round(),
            Column::Items => self.column_items(),
            Column::Files => self.column_attachments(),
            Column::Submitted => self.column_submitted(),
            Column::Waiting => self.column_waiting(),
            Column::Findings => self.column_findings(),
            Column::Claim => self.column_claim(),
            Column::Institution => self.column_of_institution(),
        }
    }

    /// A column in the list of columns, where there is room for its whole name.
    #[must_use]
    pub const fn column_name(self, column: Column) -> &'static str {
        match column {
            Column::Round => self.filter_round(),
            Column::Items => self.column_items_name(),
            Column::Submitted => self.column_submitted_name(),
            Column::Institution => self.filter_institution(),
            other => self.column(other),
        }
    }

    /// 学历类别.
    #[must_use]
    pub const fn category(self, category: Category) -> &'static str {
        match (self, category) {
            (Self::Zh, Category::Regular) => "普通",
            (Self::Zh, Category::Postgraduate) => "研究生",
            (Self::Zh, Category::Adult) => "成人",
            (Self::Zh, Category::SelfStudy) => "自学考试",
            (Self::Zh, Category::DiplomaExam) => "学历文凭考试",
            (Self::Zh, Category::Online) => "网络教育",
            (Self::Zh, Category::Open) => "开放教育",
            (Self::En, Category::Regular) => "regular",
            (Self::En, Category::Postgraduate) => "postgraduate",
            (Self::En, Category::Adult) => "adult",
            (Self::En, Category::SelfStudy) => "self-study",
            (Self::En, Category::DiplomaExam) => "diploma exam",
            (Self::En, Category::Online) => "online",
            (Self::En, Category::Open) => "open university",
        }
    }

    /// 层次.
    #[must_use]
    pub const fn level(self, level: Level) -> &'static str {
        match (self, level) {
            (Self::Zh, Level::Doctor) => "博士研究生",
            (Self::Zh, Level::Master) => "硕士研究生",
            (Self::Zh, Level::SecondBachelor) => "第二学士学位",
            (Self::Zh, Level::Bachelor) => "本科",
            (Self::Zh, Level::Upgrade) => "专升本",
            (Self::Zh, Level::Associate) => "专科",
            (Self::En, Level::Doctor) => "doctor",
            (Self::En, Level::Master) => "master",
            (Self::En, Level::SecondBachelor) => "second bachelor",
            (Self::En, Level::Bachelor) => "bachelor",
            (Self::En, Level::Upgrade) => "upgrade to bachelor",
            (Self::En, Level::Associate) => "associate",
        }
    }

    /// A waiting time.
    #[must_use]
    pub fn filter_wait(self, waiting: Waiting) -> String {
        match waiting {
            Waiting::Over(days) => self.filter_over(days),
            Waiting::Under(days) => self.filter_under(days),
            Waiting::Between(from, end) => self.filter_between(from, end.saturating_sub(1)),
        }
    }

    /// First round or a later one.
    #[must_use]
    pub const fn filter_round_word(self, round: Round) -> &'static str {
        match round {
            Round::First => self.filter_first_round(),
            Round::Later => self.filter_later_round(),
        }
    }

    /// Days as one writes them into the form.
    #[must_use]
    pub fn filter_days(self, filter: &QueueFilter) -> Option<String> {
        match (filter.from, filter.to) {
            (None, None) => None,
            (Some(from), None) => Some(self.filter_from(&from.to_string())),
            (None, Some(to)) => Some(self.filter_to(&to.to_string())),
            (Some(from), Some(to)) if from == to => Some(from.to_string()),
            (Some(from), Some(to)) => Some(self.from_to(&from.to_string(), &to.to_string())),
        }
    }

    /// Who holds an order; a person by the name given.
    #[must_use]
    pub fn filter_held(self, held: &Held, name: impl Fn(&str) -> String) -> String {
        match held {
            Held::Nobody => self.filter_nobody().to_owned(),
            Held::Somebody => self.filter_somebody().to_owned(),
            Held::Mine => self.view_mine().to_owned(),
            Held::By(login) => name(login),
        }
    }

    /// What the checks noticed.
    #[must_use]
    pub fn filter_found(self, finding: &Finding) -> String {
        match finding {
            Finding::Some => self.filter_with_finding().to_owned(),
            Finding::None => self.filter_without_finding().to_owned(),
            Finding::Of(checks) => checks.iter().map(|check| check.code()).collect::<Vec<_>>().join("/"),
        }
    }

    /// Everything a filter asks for, in words; a person by the name given.
    #[must_use]
    pub fn filter_words(self, filter: &QueueFilter, name: impl Fn(&str) -> String) -> String {
        let one_of = |words: Vec<&'static str>| (!words.is_empty()).then(|| words.join("/"));
        let mut parts = vec![Some(if filter.statuses.is_empty() {
            self.filter_any_status().to_owned()
        } else {
            filter.statuses.iter().map(|status| self.status(*status)).collect::<Vec<_>>().join("/")
        })];
        parts.push(one_of(filter.services.iter().map(|one| self.service(*one)).collect()));
        parts.push(one_of(filter.categories.iter().map(|one| self.category(*one)).collect()));
        parts.push(one_of(filter.levels.iter().map(|one| self.level(*one)).collect()));
        parts.push(filter.school.as_ref().map(|one| if one.whole { one.name.clone() } else { format!("{}..", one.name) }));
        parts.push(filter.purpose.clone());
        parts.push(filter.waiting.map(|waiting| self.filter_wait(waiting)));
        parts.push(filter.round.map(|round| self.filter_round_word(round).to_owned()));
        parts.push(filter.finding.as_ref().map(|finding| self.filter_found(finding)));
        parts.push(filter.holder.as_ref().map(|held| self.filter_held(held, name)));
        parts.push(self.filter_days(filter));
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}
