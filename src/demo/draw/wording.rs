//! What a certificate says, in the customary words of its kind and time.

use super::{Conclusion, Day, Diploma, DiplomaKind};

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A year digit by digit: 二〇一六.
pub(super) fn year(year: i32) -> String {
    year.to_string().chars().filter_map(|c| c.to_digit(10).and_then(|d| DIGITS.get(d as usize))).collect()
}

/// 1–99 as one counts: 九, 十, 二十三.
pub(super) fn count(n: u32) -> String {
    let digit = |d: u32| DIGITS.get(d as usize).copied().map(String::from).unwrap_or_default();
    match (n / 10, n % 10) {
        (0, 0) => "〇".to_owned(),
        (0, ones) => digit(ones),
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, 0) => format!("{}十", digit(tens)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

/// 二〇一六年六月三十日.
pub(super) fn full_date(day: Day) -> String {
    format!("{}{}日", month(day), count(day.day))
}

/// 二〇一六年六月.
pub(super) fn month(day: Day) -> String {
    format!("{}年{}月", year(day.year), count(day.month))
}

/// The line above the title.
pub(super) fn heading(diploma: &Diploma) -> &'static str {
    match diploma.kind {
        DiplomaKind::Regular => "普通高等学校",
        DiplomaKind::Adult => "成人高等教育",
        DiplomaKind::Postgraduate => "研究生",
        DiplomaKind::SelfStudy => "高等教育自学考试",
        DiplomaKind::Online => "网络教育",
        DiplomaKind::Open => "国家开放大学",
    }
}

/// 毕业证书, 结业证书 or 肄业证书.
pub(super) const fn title(diploma: &Diploma) -> &'static str {
    match diploma.conclusion {
        Conclusion::Graduated => "毕业证书",
        Conclusion::Completed => "结业证书",
        Conclusion::Incomplete => "肄业证书",
    }
}

/// A stretch of the body text; filled-in words are set heavier, as they were written into the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) filled: bool,
}

/// The body: one paragraph.
pub(super) fn body(diploma: &Diploma) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut put = |text: &str, filled: bool| {
        if !text.is_empty() {
            runs.push(Run { text: text.to_owned(), filled });
        }
    };
    let sex = if diploma.male { "男" } else { "女" };
    match diploma.kind {
        DiplomaKind::Postgraduate => put("研究生", false),
        DiplomaKind::SelfStudy => {}
        DiplomaKind::Regular | DiplomaKind::Adult | DiplomaKind::Online | DiplomaKind::Open => put("学生", false),
    }
    put(&format!("　{}　", diploma.holder), true);
    put("性别", false);
    put(&format!("　{sex}　"), true);
    put("，", false);
    put(&full_date(diploma.birth), true);
    put("生，", false);
    if diploma.kind == DiplomaKind::SelfStudy {
        put("参加高等教育自学考试", false);
        put(&format!("　{}　", diploma.major), true);
        put("专业", false);
        put(&diploma.level, true);
        put("全部课程考试，成绩合格，思想品德经鉴定符合要求，准予毕业，国家承认其学历。", false);
        return runs;
    }
    put("于", false);
    put(&month(diploma.entered), true);
    put("至", false);
    put(&month(diploma.graduated), true);
    put("在本校", false);
    put(&format!("　{}　", diploma.major), true);
    put("专业", false);
    if !diploma.form.is_empty() {
        put(&diploma.form, true);
    }
    if diploma.kind == DiplomaKind::Postgraduate {
        put("学习，学制", false);
        put(&diploma.years, true);
        put("年，修完", false);
        put(&diploma.level, true);
        put("培养计划规定的全部课程，成绩合格，", false);
        put(
            if diploma.conclusion == Conclusion::Graduated {
                "毕业论文答辩通过，准予毕业。"
            } else {
                "毕业论文答辩未通过，准予结业。"
            },
            false,
        );
        return runs;
    }
    if !diploma.years.is_empty() {
        put(&diploma.years, true);
        // 两年半制, but 四年制.
        put(if diploma.years.contains('年') { "制" } else { "年制" }, false);
    }
    put(&diploma.level, true);
    put("学习，", false);
    put(
        match diploma.conclusion {
            Conclusion::Graduated => "修完教学计划规定的全部课程，成绩合格，准予毕业。",
            Conclusion::Completed => "修完教学计划规定的全部课程，部分课程成绩不合格，准予结业。",
            Conclusion::Incomplete => "学习期间修完教学计划规定的部分课程，准予肄业。",
        },
        false,
    );
    runs
}
