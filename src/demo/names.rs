//! Names of people: surnames by their real frequency, given names by sex and generation.
//!
//! A desk meets 王伟 daily and 欧阳𬭩 once a year; both have to be in the demonstration, because the
//! second is the one that breaks a screen. So a small share are rare characters (生僻字), compound surnames, and long
//! names of ethnic minorities with the middle dot `·`.

use super::rng::Rng;

/// Surnames and how many of 10,000 people bear them, roughly (the census order of the commonest hundred).
const SURNAMES: &[(&str, u32)] = &[
    ("王", 725),
    ("李", 719),
    ("张", 683),
    ("刘", 538),
    ("陈", 454),
    ("杨", 308),
    ("赵", 229),
    ("黄", 223),
    ("周", 212),
    ("吴", 205),
    ("徐", 166),
    ("孙", 154),
    ("胡", 131),
    ("朱", 126),
    ("高", 121),
    ("林", 118),
    ("何", 117),
    ("郭", 115),
    ("马", 105),
    ("罗", 86),
    ("梁", 84),
    ("宋", 81),
    ("郑", 78),
    ("谢", 72),
    ("韩", 68),
    ("唐", 65),
    ("冯", 64),
    ("于", 62),
    ("董", 61),
    ("萧", 12),
    ("肖", 56),
    ("程", 57),
    ("曹", 57),
    ("袁", 54),
    ("邓", 53),
    ("许", 53),
    ("傅", 51),
    ("沈", 50),
    ("曾", 50),
    ("彭", 49),
    ("吕", 47),
    ("苏", 46),
    ("卢", 45),
    ("蒋", 45),
    ("蔡", 45),
    ("贾", 42),
    ("丁", 42),
    ("魏", 42),
    ("薛", 41),
    ("叶", 41),
    ("阎", 12),
    ("闫", 28),
    ("余", 39),
    ("潘", 38),
    ("杜", 38),
    ("戴", 37),
    ("夏", 37),
    ("钟", 36),
    ("汪", 36),
    ("田", 36),
    ("任", 36),
    ("姜", 35),
    ("范", 35),
    ("方", 33),
    ("石", 33),
    ("姚", 33),
    ("谭", 31),
    ("廖", 31),
    ("邹", 30),
    ("熊", 30),
    ("金", 29),
    ("陆", 29),
    ("郝", 28),
    ("孔", 27),
    ("白", 27),
    ("崔", 27),
    ("康", 26),
    ("毛", 26),
    ("邱", 26),
    ("秦", 25),
    ("江", 25),
    ("史", 25),
    ("顾", 24),
    ("侯", 24),
    ("邵", 24),
    ("孟", 23),
    ("龙", 23),
    ("万", 22),
    ("段", 22),
    ("雷", 22),
    ("钱", 21),
    ("汤", 20),
    ("尹", 20),
    ("黎", 20),
    ("易", 19),
    ("常", 19),
    ("武", 18),
    ("乔", 17),
    ("贺", 17),
    ("赖", 16),
    ("龚", 16),
    ("文", 15),
    ("覃", 14),
    ("区", 3),
    ("单", 5),
    ("解", 5),
    ("仇", 4),
    ("查", 4),
    ("尉迟", 1),
    ("欧阳", 9),
    ("上官", 3),
    ("司马", 2),
    ("诸葛", 2),
    ("皇甫", 1),
    ("令狐", 1),
    ("逄", 2),
    ("缪", 3),
    ("郗", 1),
    ("亓", 2),
    ("佴", 1),
    ("仝", 2),
    ("禤", 1),
    ("冼", 2),
    ("鄢", 3),
    ("麦", 5),
    ("揭", 2),
    ("干", 1),
    ("明", 3),
    ("桂", 4),
    ("喻", 5),
    ("柯", 6),
    ("殷", 6),
];

/// Given names men were given in the fifties to seventies.
const MEN_OLDER: &[&str] = &[
    "建国", "建军", "建华", "国强", "志强", "志刚", "卫东", "卫国", "红军", "爱民", "爱国", "光明", "文革", "跃进", "援朝",
    "永红", "永强", "军", "勇", "强", "刚", "平", "明", "华", "斌", "辉", "伟", "涛", "波", "建平", "建新", "建设", "德胜",
    "德明", "长江", "汉生", "汉桥", "楚雄", "忠诚", "新民", "保国", "国庆", "国平", "国栋", "国华", "世平", "家旺", "家驹",
    "祖德", "启明", "耀华", "振华", "振国", "学军", "学文", "先进", "先锋", "大勇", "小平", "少华", "少军", "传宝", "本贵",
    "守义", "继红", "兴旺", "水生", "金生", "木林", "石林", "火生",
];

/// Given names women were given in the fifties to seventies.
const WOMEN_OLDER: &[&str] = &[
    "秀英", "桂英", "秀兰", "玉兰", "桂兰", "玉珍", "凤英", "秀珍", "淑珍", "淑华", "建华", "红梅", "春梅", "冬梅", "小红",
    "红霞", "爱华", "爱萍", "丽", "敏", "静", "艳", "芳", "萍", "霞", "燕", "红", "英", "琴", "玲", "娟", "莉", "丽华", "丽萍",
    "丽君", "金凤", "金枝", "菊香", "菊花", "腊梅", "汉萍", "楚云", "卫红", "文秀", "美英", "美玲", "月娥", "月英", "月华",
    "玉梅", "玉芬", "淑芬", "慧芳", "慧珍", "彩云", "彩霞", "国英", "国珍", "少芳", "新华", "亚琴", "亚萍",
];

/// Given names of men from the eighties on.
const MEN_YOUNGER: &[&str] = &[
    "伟", "磊", "洋", "杰", "超", "鹏", "浩", "鑫", "宇", "凯", "俊", "帅", "旭", "亮", "峰", "龙", "飞", "翔", "健", "彬",
    "博文", "浩然", "子轩", "宇航", "俊杰", "志远", "思远", "明轩", "天宇", "文博", "文杰", "文涛", "嘉伟", "嘉豪", "家豪",
    "俊豪", "晓东", "晓峰", "晓明", "晨曦", "晨阳", "睿", "哲", "昊", "昊天", "泽宇", "梓豪", "逸飞", "一鸣", "鹏飞", "鹏程",
    "海涛", "海波", "海洋", "云飞", "少聪", "振宇", "致远", "书豪", "书航", "承志", "立群", "立新", "正阳", "景行", "恺", "煜",
    "烨", "晟", "骏", "骁", "昱", "炜", "铭", "锐", "琛", "翊", "屹", "轩", "弘毅", "修远", "鸿飞", "子涵", "子墨", "雨泽",
    "向阳", "梦龙", "楚天",
];

/// Given names of women from the eighties on.
const WOMEN_YOUNGER: &[&str] = &[
    "雯", "婷", "倩", "雪", "洁", "颖", "璐", "瑶", "琳", "莹", "蕾", "娜", "丹", "欣", "悦", "佳", "梦", "薇", "楠", "晶",
    "婷婷", "思思", "佳怡", "佳琪", "佳慧", "欣怡", "欣妍", "梦瑶", "梦琪", "梦洁", "雨桐", "雨欣", "雨婷", "子涵", "梓涵",
    "诗涵", "诗雨", "诗琪", "思雨", "思琪", "思颖", "晓雯", "晓燕", "晓丽", "晓静", "雅婷", "雅琪", "雅文", "静怡", "静雯",
    "若曦", "若兰", "语嫣", "可馨", "馨怡", "紫薇", "紫萱", "一诺", "一帆", "艺璇", "艺涵", "海燕", "海霞", "文静", "文婷",
    "玉婷", "玉洁", "慧敏", "慧琳", "嘉琪", "嘉敏", "心怡", "心悦", "依依", "依琳", "冰洁", "冰清", "婧", "妍", "珺", "玥", "昕",
    "菲", "芷若", "春晓", "楚楚", "江月",
];

/// Given names with characters that are missing from many fonts and input methods.
const RARE: &[&str] = &[
    "堃", "喆", "㛃", "𬭩", "䶮", "翀", "赟", "燊", "昇", "珮", "犇", "甯", "旻", "頔", "彧", "玘", "祎", "垚", "骉", "淼", "焱",
    "鋆", "莳萱", "芃芃", "瑀琪", "翊翾", "弢", "皛", "湜", "珵", "璟", "晞", "婳", "仝昊", "龑", "禛", "子彧", "子昇", "沛堃",
    "文喆", "一喆", "婧㛃", "朝𬭩",
];

/// Names of ethnic minorities, written whole; the certificate prints the middle dot.
const LONG: &[(&str, bool)] = &[
    ("阿卜杜热西提·麦麦提", true),
    ("买买提·艾合买提", true),
    ("古丽娜尔·吐尔逊", false),
    ("迪丽努尔·阿布都热合曼", false),
    ("艾克拜尔·米吉提", true),
    ("阿依努尔·哈力克", false),
    ("热依汗古丽·木合塔尔", false),
    ("巴合提别克·叶尔江", true),
    ("斯琴高娃", false),
    ("乌云其木格", false),
    ("额尔敦巴特尔", true),
    ("扎西顿珠", true),
    ("次仁卓玛", false),
    ("洛桑·次仁", true),
    ("吉克·阿牛", true),
    ("沙马·依洛", false),
    ("阿尔孜古丽·伊敏", false),
    ("努尔买买提·托合提", true),
];

/// A person's name together with the sex it was drawn for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    /// The full name as printed on the certificate.
    pub full: String,
    /// Whether it is a man's.
    pub male: bool,
    /// Whether the bearer belongs to an ethnic minority (and so a nation other than 汉 stands on the card).
    pub minority: bool,
}

/// Draws a name for somebody born in `birth_year`.
pub fn person(rng: &mut Rng, birth_year: i32) -> PersonName {
    if rng.chance(12, 1000) {
        let (full, male) = *rng.pick(LONG).unwrap_or(&("扎西顿珠", true));
        return PersonName { full: full.to_owned(), male, minority: true };
    }
    let male = rng.chance(1, 2);
    let surname = surname(rng);
    let given = if rng.chance(25, 1000) {
        rng.pick(RARE)
    } else {
        let older = birth_year < 1980 && !(birth_year >= 1972 && rng.chance(1, 3));
        rng.pick(match (male, older) {
            (true, true) => MEN_OLDER,
            (true, false) => MEN_YOUNGER,
            (false, true) => WOMEN_OLDER,
            (false, false) => WOMEN_YOUNGER,
        })
    };
    PersonName { full: format!("{surname}{}", given.copied().unwrap_or("明")), male, minority: false }
}

/// Draws a surname by frequency.
pub fn surname(rng: &mut Rng) -> &'static str {
    let total: u32 = SURNAMES.iter().map(|(_, weight)| weight).sum();
    let mut at = rng.below(u64::from(total)) as u32;
    for (surname, weight) in SURNAMES {
        if at < *weight {
            return surname;
        }
        at -= weight;
    }
    "王"
}

/// Pairs of characters that sound alike and are mistaken for each other when typed by pinyin.
const HOMOPHONES: &[(char, char)] = &[
    ('雯', '文'),
    ('婷', '亭'),
    ('静', '净'),
    ('伟', '炜'),
    ('磊', '垒'),
    ('杰', '洁'),
    ('超', '朝'),
    ('鹏', '朋'),
    ('浩', '皓'),
    ('鑫', '新'),
    ('宇', '雨'),
    ('俊', '骏'),
    ('旭', '栩'),
    ('峰', '锋'),
    ('飞', '菲'),
    ('健', '建'),
    ('彬', '斌'),
    ('志', '智'),
    ('明', '铭'),
    ('晓', '小'),
    ('辉', '晖'),
    ('军', '君'),
    ('华', '桦'),
    ('强', '蔷'),
    ('英', '瑛'),
    ('兰', '岚'),
    ('珍', '真'),
    ('玲', '琳'),
    ('燕', '艳'),
    ('萍', '平'),
    ('红', '虹'),
    ('梅', '玫'),
    ('芳', '方'),
    ('颖', '影'),
    ('璐', '露'),
    ('莹', '盈'),
    ('倩', '茜'),
    ('佳', '嘉'),
    ('琪', '琦'),
    ('怡', '宜'),
    ('欣', '心'),
    ('涵', '函'),
    ('诗', '思'),
    ('子', '梓'),
    ('轩', '萱'),
    ('喆', '哲'),
    ('堃', '坤'),
    ('赟', '云'),
    ('国', '帼'),
    ('建', '健'),
    ('春', '椿'),
    ('丽', '莉'),
    ('霞', '侠'),
    ('涛', '滔'),
    ('波', '博'),
    ('刚', '钢'),
    ('勇', '永'),
    ('敏', '民'),
    ('慧', '惠'),
    ('凤', '奉'),
];

/// The name with one character replaced by another of the same sound: the slip of somebody who typed by ear.
pub fn misheard(name: &str) -> Option<String> {
    let mut found = false;
    // From the end: the surname is what people mistype least.
    let mut characters: Vec<char> = name.chars().collect();
    for c in characters.iter_mut().skip(1).rev() {
        if let Some((_, other)) = HOMOPHONES.iter().find(|(right, _)| right == c) {
            *c = *other;
            found = true;
            break;
        }
    }
    found.then(|| characters.into_iter().collect())
}
