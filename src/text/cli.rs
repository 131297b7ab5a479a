//! Texts of the subcommands.

use super::texts;

texts! {
    error_prefix => "错误：", "error: ";
    unknown_language(tag: &str) => "没有这种界面语言：{tag}（可用 zh-CN、en）", "no such language: {tag} (there are zh-CN and en)";
    unknown_role(role: &str) => "没有这个角色：{role}（可用 proofreader、clerk、supervisor、admin）", "no such role: {role} (there are proofreader, clerk, supervisor, admin)";
    unknown_institution(code: &str) => "没有这个受理机构：{code}", "no such institution: {code}";
    bad_login(login: &str) => "登录名“{login}”不合规定：2–32 个小写字母、数字、-、_、.，以字母开头", "“{login}” cannot be a login: 2–32 lower-case letters, digits, -, _, ., beginning with a letter";
    weak_password(least: usize) => "密码至少 {least} 个字符", "a password has at least {least} characters";
    new_password => "新密码：", "New password: ";
    repeat_password => "再输一次：", "Again: ";
    passwords_differ => "两次输入的密码不同", "the two passwords differ";
    needs_a_terminal => "校对台需要在终端中运行", "the desk needs a terminal";
    disabled => "已停用", "disabled";
}
