//! Personal numbers as screens, logs and messages may show them: enough to tell two apart at a glance, too little to use.

/// An ID or passport number: the first three and last four characters of a long one (`420***********1226`), the first and last
/// of a shorter one, nothing of a very short one. The birth date within a resident ID is always covered.
#[must_use]
pub fn id_number(number: &str) -> String {
    let length = number.chars().count();
    match length {
        0..=4 => keep_ends(number, 0, 0),
        5..=10 => keep_ends(number, 1, 1),
        11..=14 => keep_ends(number, 2, 2),
        // The first generation's 15 digits end in a sequence of three.
        15..=17 => keep_ends(number, 3, 3),
        _ => keep_ends(number, 3, 4),
    }
}

/// A telephone number: the first three and last four digits of a mainland mobile (`138****8000`), the last two of any other.
#[must_use]
pub fn mobile(number: &str) -> String {
    if number.len() == 11 && number.bytes().all(|byte| byte.is_ascii_digit()) {
        keep_ends(number, 3, 4)
    } else if number.chars().count() > 4 {
        keep_ends(number, 0, 2)
    } else {
        keep_ends(number, 0, 0)
    }
}

/// An e-mail address: the first character before the `@`, and the domain (`l***@example.com`).
#[must_use]
pub fn email(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}***@{domain}")
        }
        None => keep_ends(address, 0, 0),
    }
}

/// The numbers of persons and the e-mail addresses within a text, covered likewise.
#[must_use]
pub fn within(text: &str) -> String {
    super::within::within(text)
}

/// Asterisks for everything but so many characters at each end.
fn keep_ends(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    text.chars().enumerate().map(|(at, c)| if at < head || at >= length.saturating_sub(tail) { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resident_id_loses_its_birth_date() {
        assert_eq!(id_number("420106199403071226"), "420***********1226");
        assert_eq!(id_number("11010519491231002X"), "110***********002X");
        assert_eq!(id_number("420106800229001"), "420*********001");
    }

    #[test]
    fn shorter_documents_show_less() {
        assert_eq!(id_number("E12345678"), "E*******8");
        assert_eq!(id_number("G123456(A)"), "G********)");
        assert_eq!(id_number("H1234567800"), "H1*******00");
        assert_eq!(id_number("证件"), "**");
        assert_eq!(id_number(""), "");
    }

    #[test]
    fn mobiles_and_addresses() {
        assert_eq!(mobile("13800138000"), "138****8000");
        assert_eq!(mobile("+852 5123 4567"), "************67");
        assert_eq!(mobile("110"), "***");
        assert_eq!(email("liwen@example.com"), "l***@example.com");
        assert_eq!(email("李雯@例子.中国"), "李***@例子.中国");
        assert_eq!(email("no address"), "**********");
    }
}
