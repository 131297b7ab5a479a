//! Texts of the subcommands.

use super::texts;

texts! {
    requirements_unreadable(path: &str, detail: &str) => "无法读取材料规则 {path}：{detail}", "cannot read the rules of materials {path}: {detail}";
    calendar_unreadable(path: &str, detail: &str) => "无法读取工作日历 {path}：{detail}", "cannot read the working calendar {path}: {detail}";
    calendar_error(path: &str, mistake: &str) => "工作日历 {path}：{mistake}", "working calendar {path}: {mistake}";
    calendar_days(days: &str) => "“{days}”不是该年的某一天或某几天", "“{days}” is no day and no stretch of days of its year";
    calendar_hours(hours: &str) => "“{hours}”不是办公时间，或与前一段重叠", "“{hours}” are no office hours, or overlap those before";
    requirements_error(path: &str, mistake: &str) => "材料规则 {path}：{mistake}", "rules of materials {path}: {mistake}";
    error_prefix => "错误：", "error: ";
    unknown_language(tag: &str) => "没有这种界面语言：{tag}（可用 zh-CN、en）", "no such language: {tag} (there are zh-CN and en)";
    unknown_role(role: &str) => "没有这个角色：{role}（可用 proofreader、clerk、supervisor、admin）", "no such role: {role} (there are proofreader, clerk, supervisor, admin)";
    unknown_institution(code: &str) => "没有这个受理机构：{code}", "no such institution: {code}";
    bad_login(login: &str) => "登录名“{login}”不合规定：2–32 个小写字母、数字、-、_、.，以字母开头", "“{login}” cannot be a login: 2–32 lower-case letters, digits, -, _, ., beginning with a letter";
    new_password => "新密码：", "New password: ";
    repeat_password => "再输一次：", "Again: ";
    ask_login => "登录名：", "Login: ";
    ask_password => "密码：", "Password: ";
    sign_in_needed => "需要登录：请设置 JIAODUI_STAFF 和 JIAODUI_PASSWORD，或在终端中运行", "sign in first: set JIAODUI_STAFF and JIAODUI_PASSWORD, or run it on a terminal";
    passwords_differ => "两次输入的密码不同", "the two passwords differ";
    needs_a_terminal => "校对台需要在终端中运行", "the desk needs a terminal";
    staff_added(login: &str, name: &str) => "已添加 {login}（{name}）", "added {login} ({name})";
    database_missing(place: &str) => "没有这个数据库：{place}", "there is no such database: {place}";
    store_unavailable(detail: &str) => "数据库无法访问：{detail}", "database unavailable: {detail}";
    store_full(detail: &str) => "磁盘已满，没有改动任何内容：{detail}", "the disk is full, nothing was changed: {detail}";
    store_read_only(detail: &str) => "数据库不能写入（只读或没有权限），没有改动任何内容：{detail}", "the database cannot be written (read-only, or no permission), nothing was changed: {detail}";
    store_unknown(detail: &str) => "操作结果未知：{detail}", "outcome unknown: {detail}";
    store_exists(detail: &str) => "已经存在：{detail}", "already exists: {detail}";
    store_not_found(detail: &str) => "没有找到：{detail}", "not found: {detail}";
    store_refused(detail: &str) => "数据库拒绝了这个操作：{detail}", "refused by the database: {detail}";
    store_unusable(detail: &str) => "数据库不可用：{detail}", "unusable database: {detail}";
    store_untrusted(detail: &str) => "不能确认服务器的身份，没有登录（检查 sslmode 和 sslrootcert，以及证书上的主机名）：{detail}", "the server could not prove who it is, nobody was signed in (see sslmode and sslrootcert, and the host name in its certificate): {detail}";
    store_barred(detail: &str) => "服务器不接受这个账号（已停用，或密码已改）：{detail}", "the server does not take this login (disabled, or the password is another one): {detail}";
    store_pooled(detail: &str) => "中间有连接池（如 pgbouncer），会话的设置和超时不可靠，请直接连接 PostgreSQL：{detail}", "a connection pooler (such as pgbouncer) is in between, where a session's settings and time-outs do not hold: connect to PostgreSQL itself: {detail}";
    store_newer(detail: &str) => "数据库由更新版本的程序建立（{detail}），请升级本程序", "the database is of a newer version ({detail}): upgrade this program";
    store_corrupt(detail: &str) => "数据不符合格式：{detail}", "corrupt row: {detail}";
    config_unreadable(path: &str, detail: &str) => "无法读取配置文件 {path}：{detail}", "cannot read the configuration {path}: {detail}";
    config_invalid(path: &str, detail: &str) => "配置文件 {path} 有误：{detail}", "the configuration {path} is wrong: {detail}";
    config_homeless => "没有主目录：请设置 HOME，或使用 --database", "no home directory: set HOME, or give --database";
    disabled => "已停用", "disabled";
}
