//! The checks themselves, in words: what each is called and by which rule it judges. Where a rule comes from and how sure it is stands
//! in the domain.

use super::Lang;
use crate::domain::checks::Check;

macro_rules! checks {
    ($($check:ident => $zh:literal, $en:literal; $zh_rule:literal, $en_rule:literal;)+) => {
        impl Lang {
            /// What a check is called.
            #[must_use]
            pub const fn check_title(self, check: Check) -> &'static str {
                match (self, check) { $((Self::Zh, Check::$check) => $zh, (Self::En, Check::$check) => $en),+ }
            }

            /// The rule it judges by.
            #[must_use]
            pub const fn check_rule(self, check: Check) -> &'static str {
                match (self, check) { $((Self::Zh, Check::$check) => $zh_rule, (Self::En, Check::$check) => $en_rule),+ }
            }
        }
    };
}

checks! {
    C1 => "编号字符", "characters of the number";
        "证书编号自 2001 年起全为数字；全角、空格、字母 O 与 I 按所指的数字读。", "Since 2001 certificate numbers are all digits; wide and blank characters and the letters O and I are read as the digits they stand for.";
    C2 => "编号位数", "length of the number";
        "2001 年的规则为 17 位（序号 5 位），2002 年起 18 位（序号 6 位）；自学考试 17 位；2001 年以前没有统一格式。", "The rule of 2001 gives 17 digits (a serial of five), since 2002 18 (six); self-study 17; before 2001 there was no common form.";
    C3 => "学位证书编号", "number of a degree certificate";
        "学位证书编号 16 位，第 6 位为 2 博士、3 硕士、4 学士，可带字母；本业务只办理毕业证书（G4.3）。", "A degree certificate's number has 16 digits, the sixth 2, 3 or 4, perhaps with a letter; only graduation certificates are processed (G4.3).";
    C4 => "编号与院校", "school in the number";
        "编号前五位是学校国标代码。院校按证书所印填写，更名、合并前后的名称都属同一代码。", "The number's first five digits are the school's national code. The school is typed as printed; names before and after a renaming or merger belong to one code.";
    C5 => "院校与省市", "the school's province";
        "院校代码所属省份与所填院校所在省市应当一致；分校、校区可能不同。", "The province of the school's code and the one typed should agree; branches may lie elsewhere.";
    C6 => "编号与学历类别", "kind of education in the number";
        "编号第 6 位：1 普通（含研究生），5 成人，6 自学考试，7 网络教育。开放教育用 5 为推断，2002 年以前的网络教育可能用 1 或 5。", "The sixth digit: 1 regular and postgraduate, 5 adult, 6 self-study, 7 online. That open education uses 5 is inferred; online graduates up to 2002 may have 1 or 5.";
    C7 => "编号与层次", "level in the number";
        "编号第 11、12 位：01 博士，02 硕士，04 第二学士学位，05 本科（含专升本），06 专科；自考第 2 位：5 本科，6 专科。", "Digits 11 and 12: 01 doctor, 02 master, 04 second bachelor, 05 bachelor (with upgrades), 06 associate; self-study, digit 2: 5 bachelor, 6 associate.";
    C8 => "编号与毕业年份", "year in the number";
        "编号第 7 至 10 位是证书年份，应为毕业年份。次年发证会晚一年；结业换毕业保留原编号，会早一两年。", "Digits 7 to 10 are the certificate's year, that of graduation. A late issue is a year after; a number kept from 结业 is a year or two before.";
    C9 => "自考编号的省份和时间", "province and half-year of self-study";
        "自考编号第 3、4 位是省份，第 9、10 位是年份，第 11 位是上（1）下（2）半年。", "In a self-study number digits 3 and 4 are the province, 9 and 10 the year, 11 the half-year.";
    C10 => "编号序号", "serial of the number";
        "序号从 1 起，不会全为零。", "Serials begin with 1 and are never all zeros.";
    C11 => "编号是否重复", "the number elsewhere";
        "一份证书只认证一次（G3.12）；同一编号属于另一人必有一处有误。", "A certificate is verified once (G3.12); one number under two persons is wrong at one of them.";
    C12 => "认证范围", "scope of the service";
        "2002 年起的学历电子注册，一般不需书面认证；未注册者例外（G3.12）。", "Since 2002 certificates are registered online and need no written verification, except where they are not (G3.12).";
    C13 => "日期与学制", "dates and duration";
        "入学早于毕业；历时与学制相差不超过一年（业余学习可加倍）；入学时年满 14 岁。", "Enrolment before graduation; the span within a year of the duration (twice as long beside work); at least 14 years old at enrolment.";
    C14 => "当年校名", "the school's name in that year";
        "毕业证书印当年的校名，按证书所印填写，不填现校名（G3.2）。", "A certificate bears the school's name of its year and is typed as printed, not by the present name (G3.2).";
    I1 => "证件号码校验", "form of the ID number";
        "身份证号码 18 位，末位由前 17 位算出（ISO 7064 MOD 11-2）；香港身份证有校验码；澳门身份证、通行证、护照没有公开的校验方法。", "A resident ID has 18 characters, the last computed from the others (ISO 7064 MOD 11-2); a Hong Kong card has a check character; Macau cards, permits and passports have none that is published.";
    I2 => "身份证地区", "region of the resident ID";
        "前六位是首次签发时的县级代码；代码停用后号码不变。81、82、83 开头为港澳台居民居住证。", "The first six digits are the county's code at first issue; the number stays when the code retires. 81, 82, 83: residence permits.";
    I3 => "出生日期", "birth date";
        "第 7 至 14 位是出生日期；提交时 15 至 100 岁。", "Digits 7 to 14 are the birth date; 15 to 100 years old at submission.";
    T1 => "形近字符", "look-alike characters";
        "部首、兼容汉字、西里尔和希腊字母、不可见字符看似相同而编码不同；证书上不会有。", "Radicals, compatibility characters, Cyrillic and Greek letters and invisible characters look the same and are not; no certificate has them.";
    X1 => "证件号码在他处", "the ID number elsewhere";
        "同一证件号码只属于一人；15 位与 18 位视为同一号码。", "An ID number belongs to one person; its 15- and 18-digit forms are the same.";
    X2 => "同一文件", "the same file elsewhere";
        "内容完全相同的文件（SHA-256）出现在他人的申请单中。", "A file of the very same content (SHA-256) came under another person's name.";
    X3 => "相近图像", "nearly the same picture";
        "图像指纹几乎相同的图片出现在他人的申请单中；误报率见 docs/hints.md。", "A picture with nearly the same fingerprint came under another person's name; how often that is wrong stands in docs/hints.md.";
    X4 => "持有人的申请", "orders of the holder";
        "同一姓名和证件号码的其他申请单。", "Other orders with the same name and ID number.";
    X5 => "咨询记录", "enquiries";
        "同一账号的咨询。", "Enquiries of the same account.";
    X6 => "失信名单", "the dishonesty list";
        "提供虚假材料者列入失信名单，一年内不予受理（G2.2）；15 位与 18 位号码都比对。", "Who sent false materials is listed and refused for a year (G2.2); both forms of the number are compared.";
    E1 => "编辑软件", "edited with a program";
        "文件写明由图像编辑软件保存，或带有其标记。", "The file says that an image editor saved it, or bears its marks.";
    E2 => "截图或翻拍", "a screenshot or a phone photo";
        "应为原件彩色扫描件；像素与常见屏幕相同，或由手机拍摄，可能是截图或翻拍。", "A colour scan of the original is asked for; the pixels of a common screen, or a phone's mark, may mean a screenshot or a photo.";
    E3 => "多次保存", "saved more than once";
        "JPEG 的系数显示曾以另一质量保存过；扫描软件自身也可能如此。", "The JPEG's coefficients show an earlier saving at another quality; scanners' programs do that too.";
    E4 => "缩略图不符", "a thumbnail that differs";
        "文件内嵌的缩略图与图像本身不一致，可能在其他软件中改过。", "The embedded thumbnail does not show the picture itself, as after a change in another program.";
    E5 => "分辨率", "resolution";
        "至少 200×200 像素（G4.2）；汉字约需 10 像素高才能辨认。", "At least 200 × 200 pixels (G4.2); a Chinese character needs about ten rows of pixels.";
    E6 => "文件日期", "dates of the file";
        "拍摄或修改时间晚于提交，或早于数码扫描的年代。", "Made or changed after the submission, or before there were digital scans.";
    E7 => "文件名与格式", "file name and format";
        "格式按内容判断；扩展名与内容不符时提示。", "The format is judged by content; a name that says otherwise is told.";
}
