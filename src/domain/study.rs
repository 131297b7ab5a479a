//! What kind of study a certificate is about: the words of the form (学历类别 G3.4, 层次 G3.5, 学制 G3.8) as what they mean.
//!
//! Applicants and portals write them in many ways (`普通`, `普通高等教育`, `网络`); what no rule knows is `None`, never guessed.

use super::coded::coded;
use super::fold::half_width;

coded! {
    /// 学历类别 (G3.4).
    Category {
        /// 普通.
        Regular = "regular",
        /// 研究生.
        Postgraduate = "postgraduate",
        /// 成人.
        Adult = "adult",
        /// 自学考试.
        SelfStudy = "self_study",
        /// 学历文凭考试.
        DiplomaExam = "diploma_exam",
        /// 网络教育.
        Online = "online",
        /// 开放教育, of 国家开放大学 and the provinces' ones.
        Open = "open",
    }
}

coded! {
    /// 层次 (G3.5), as far as certificate numbers tell them apart.
    Level {
        /// 博士研究生.
        Doctor = "doctor",
        /// 硕士研究生.
        Master = "master",
        /// 第二学士学位.
        SecondBachelor = "second_bachelor",
        /// 本科.
        Bachelor = "bachelor",
        /// 专升本: 专科起点本科 (G3.5).
        Upgrade = "upgrade",
        /// 专科.
        Associate = "associate",
    }
}

impl Category {
    /// The category a word of the form means.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = half_width(text);
        // The longer words first: 成人高等教育自学考试 is no 成人.
        let words = [
            ("文凭考试", Self::DiplomaExam),
            ("自学考试", Self::SelfStudy),
            ("自考", Self::SelfStudy),
            ("网络", Self::Online),
            ("远程", Self::Online),
            ("开放", Self::Open),
            ("研究生", Self::Postgraduate),
            ("成人", Self::Adult),
            ("成教", Self::Adult),
            ("普通", Self::Regular),
        ];
        words.iter().find(|(word, _)| text.contains(word)).map(|(_, category)| *category)
    }

    /// Whether its students study beside their work, so that studies may take long.
    #[must_use]
    pub const fn is_part_time(self) -> bool {
        !matches!(self, Self::Regular | Self::Postgraduate)
    }
}

impl Level {
    /// The level a word of the form means; `None` also for those that stand in no number's rule (研究生班, 夜大电大函大普通班).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = half_width(text);
        if text.contains("研究生班") || text.contains("普通班") {
            return None;
        }
        let words = [
            ("博士", Self::Doctor),
            ("硕士", Self::Master),
            ("第二学士", Self::SecondBachelor),
            ("二学位", Self::SecondBachelor),
            ("专升本", Self::Upgrade),
            ("专科起点", Self::Upgrade),
            ("专起本", Self::Upgrade),
            ("专接本", Self::Upgrade),
            ("本科", Self::Bachelor),
            ("高升本", Self::Bachelor),
            ("专科", Self::Associate),
            ("高职", Self::Associate),
            ("大专", Self::Associate),
        ];
        words.iter().find(|(word, _)| text.contains(word)).map(|(_, level)| *level)
    }

    /// The 11th and 12th digit of a certificate number of this level.
    #[must_use]
    pub const fn digits(self) -> &'static str {
        match self {
            Self::Doctor => "01",
            Self::Master => "02",
            Self::SecondBachelor => "04",
            Self::Bachelor | Self::Upgrade => "05",
            Self::Associate => "06",
        }
    }
}

/// 学制 in months: `4`, `2.5年`, `四年`, `两年半`. `None` where it is written otherwise, or is longer than any study.
#[must_use]
pub fn months(text: &str) -> Option<u32> {
    let text = half_width(text);
    let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '年' | '制')).collect();
    let (bare, half) = bare.strip_suffix('半').map_or((bare.as_str(), 0), |rest| (rest, 6));
    let mut characters = bare.chars();
    let spelt = match (characters.next(), characters.next()) {
        (Some(one), None) => "零一二三四五六七八九".chars().position(|digit| digit == one).or((one == '两').then_some(2)),
        _ => None,
    };
    let months = match spelt {
        Some(years) => u32::try_from(years).ok()? * 12,
        None => {
            let (years, tenths) = bare.split_once('.').unwrap_or((bare, "0"));
            let digits = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            if !digits(years) || !digits(tenths) {
                return None;
            }
            let part = match tenths.trim_end_matches('0') {
                "" => 0,
                "5" => 6,
                _ => return None,
            };
            years.parse::<u32>().ok()? * 12 + part
        }
    };
    (1..=15 * 12).contains(&(months + half)).then_some(months + half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_read_in_their_many_ways() {
        for (text, category) in [
            ("普通", Category::Regular),
            ("普通高等教育", Category::Regular),
            ("研究生", Category::Postgraduate),
            ("成人", Category::Adult),
            ("高等教育自学考试", Category::SelfStudy),
            ("学历文凭考试", Category::DiplomaExam),
            ("网络教育", Category::Online),
            ("　开放教育", Category::Open),
        ] {
            assert_eq!(Category::read(text), Some(category), "{text}");
        }
        assert_eq!(Category::read("其他"), None);
    }

    #[test]
    fn levels_are_read_in_their_many_ways() {
        for (text, level) in [
            ("本科", Level::Bachelor),
            ("大学本科", Level::Bachelor),
            ("高升本", Level::Bachelor),
            ("第二本科", Level::Bachelor),
            ("专升本", Level::Upgrade),
            ("专科起点本科", Level::Upgrade),
            ("专科(高职)", Level::Associate),
            ("第二专科", Level::Associate),
            ("硕士研究生", Level::Master),
            ("博士", Level::Doctor),
            ("第二学士学位", Level::SecondBachelor),
        ] {
            assert_eq!(Level::read(text), Some(level), "{text}");
        }
        for text in ["研究生班", "夜大电大函大普通班", "*", "", "研究生"] {
            assert_eq!(Level::read(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_read_in_figures_and_in_words() {
        for (text, expected) in
            [("4", 48), ("2.5", 30), ("2.5年", 30), ("１．５", 18), ("四年", 48), ("两年半", 30), ("三年制", 36), ("5.0", 60)]
        {
            assert_eq!(months(text), Some(expected), "{text}");
        }
        for text in ["", "年", "半", "4-6", "2.3", "99", "四五", "x", "-1", "0", "4..5", "4.5.5"] {
            assert_eq!(months(text), None, "{text}");
        }
    }
}
