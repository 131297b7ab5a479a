//! Texts of the doctor.

use super::texts;

texts! {
    doctor_connect_todo => "检查 --database 地址、服务器是否运行、登录名和密码", "check the address of --database, whether the server runs, login and password";
    doctor_not_current => "数据库版本不同，未检查", "left out: the database is of another version";
    doctor_foreign(versions: &str) => "数据库由更新的程序建立（{versions}）", "the database is of a newer program ({versions})";
    doctor_foreign_todo => "请更新本机的 jiaodui", "update jiaodui on this machine";
    doctor_pending(versions: &str) => "数据库尚未升级（{versions}）", "the database is not up to date ({versions})";
    doctor_pending_todo => "先备份；下次打开时自动升级", "make a backup first; the next opening brings it up to date";
    doctor_current => "版本一致", "of this version";
    doctor_settings => "断电不会丢失已确认的决定", "a power cut loses no acknowledged decision";
    doctor_settings_todo => "改正这些设置：否则断电时会丢失已确认的决定", "correct these settings: with them a power cut may lose acknowledged decisions";
    doctor_guards => "数据库的防护齐全", "the database's guards are all in force";
    doctor_guards_off(names: &str) => "防护缺失、被关闭、被改动或对外开放：{names}", "guards are missing, off, changed or open: {names}";
    doctor_guards_todo => "有人动过数据库：校验审计（audit verify --anchor），再从迁移文件恢复这些触发器和函数；其余由管理员执行 SELECT secure_desk()", "somebody was at the database: verify the trail (audit verify --anchor), then make these triggers and functions anew from the migrations; for the rest the operator runs SELECT secure_desk()";
    doctor_clock(seconds: &str) => "本机与数据库的时钟相差 {seconds} 秒", "this machine's clock and the database's are {seconds} seconds apart";
    doctor_clock_todo => "校准时钟（NTP）：领取和保留按数据库的时钟", "set the clock (NTP): claims and holds go by the database's";
    doctor_unheld(logins: &str) => "这些工作人员的登录可以绕过函数直接写表：{logins}", "these members of staff may write tables past the functions: {logins}";
    doctor_unheld_todo => "收回这些登录的写权限和超级用户属性（REVOKE，ALTER ROLE … NOSUPERUSER NOBYPASSRLS）", "take the rights to write and the attributes away (REVOKE, ALTER ROLE … NOSUPERUSER NOBYPASSRLS)";
    doctor_one_login(login: &str) => "全体共用一个登录（{login}）", "one login for all ({login})";
    doctor_one_login_todo => "给每位工作人员一个自己的数据库登录", "give every member of staff a database login of their own";
    doctor_logins_missing(many: i64) => "{many} 名工作人员没有自己的数据库登录", "{many} members of staff have no database login of their own";
    doctor_privileges(login: &str) => "{login} 只能通过函数写入", "{login} writes by the functions only";
    doctor_privileges_operator(login: &str) => "工作人员只能通过函数写入；本次登录 {login} 是管理员", "staff write by the functions only; {login}, logged in now, is an operator";
    doctor_standby(seconds: i64) => "这是备用服务器，落后 {seconds} 秒", "this is a standby, {seconds} seconds behind";
    doctor_standby_idle => "这是备用服务器，尚未收到数据", "this is a standby that has received nothing yet";
    doctor_attached(name: &str, state: &str, behind: &str) => "备用服务器 {name}：{state}，落后 {behind}", "standby {name}: {state}, {behind} behind";
    doctor_lag_todo => "检查备用服务器和网络", "look after the standby and the network";
    doctor_no_standby => "没有备用服务器", "no standby is attached";
    doctor_moved(to: &str, at: &str) => "受理机构已于 {at} 迁往 {to}", "the centre moved to {to} on {at}";
    doctor_moved_todo => "不要再用这个数据库：把 database 改为新地址", "do not use this database any more: set database to the new address";
    doctor_quick => "未检查（--quick）", "left out (--quick)";
    doctor_counters => "计数与逐一清点一致", "the counters agree with a recount";
    doctor_counters_todo => "有人绕过防护改过申请单：校验审计，再重建 daily_counts", "orders were changed past the guards: verify the trail, then make daily_counts anew";
    doctor_audit_todo => "用 jiaodui audit verify 逐条查看；必要时从备份恢复", "see each with jiaodui audit verify; restore from a backup if need be";
    doctor_anchor(number: i64, at: &str) => "最近一次锚定：第 {number} 号，{at}", "the newest anchor: number {number} of {at}";
    doctor_anchor_old => "一周多没有锚定", "no anchor was taken for more than a week";
    doctor_anchor_todo => "每夜运行 jiaodui audit anchor，存放在别处", "run jiaodui audit anchor every night, and keep it elsewhere";
    doctor_permissions => "其他用户读不到数据", "other users cannot read the data";
    doctor_open_to_others(paths: &str) => "同机其他用户可以访问：{paths}", "open to other users of the machine: {paths}";
    doctor_permissions_todo => "chmod go= 以上文件和文件夹（附件可以 chmod g=rx,o=）", "chmod go= these (g=rx,o= will do for attachments)";
    doctor_space(path: &str, free: &str) => "{path} 所在磁盘剩余 {free}", "{free} free on the disk of {path}";
    doctor_space_todo => "清理磁盘或扩容", "make room, or get a larger disk";
    doctor_no_leftovers => "没有未写完的文件", "no unfinished files";
    doctor_leftovers(paths: &str) => "一小时前未写完的文件：{paths}", "files left unfinished more than an hour ago: {paths}";
    doctor_leftovers_todo => "可以删除", "they can be deleted";
    doctor_attachments(sizes: &str, hashes: &str) => "查过 {sizes} 个附件的大小、{hashes} 个的哈希", "sizes of {sizes} attachments and hashes of {hashes} were looked at";
    doctor_attachments_todo => "从备份的 attachments 文件夹取回同名文件", "take the files of these names back from a backup's attachments folder";
    doctor_configuration => "配置可用", "the configuration can be used";
    doctor_configuration_todo => "见 jiaodui config check", "see jiaodui config check";
    doctor_no_terminal => "不在终端中", "not in a terminal";
    doctor_terminal(term: &str, columns: u16, rows: u16, graphics: &str, colours: &str) => "{term} {columns}×{rows}，图像 {graphics}，颜色 {colours}", "{term} {columns}×{rows}, pictures by {graphics}, colours {colours}";
    doctor_blocks => "色块", "blocks";
    doctor_terminal_small => "窗口至少要 80×24", "the window should be 80×24 at least";
    doctor_terminal_locale => "设置 UTF-8 语言环境，如 LANG=zh_CN.UTF-8", "set a UTF-8 locale such as LANG=zh_CN.UTF-8";
}
