//! Texts of the desk.

use super::texts;

texts! {
    unreachable(since: &str) => "数据库连接中断（{since} 起），正在重试", "no database since {since}, trying";
    connection_lost => "数据库连接中断，正在重试；屏幕上的内容都保留", "the database is gone and being tried again; nothing on the screen is lost";
    open_work(waiting: &str, supplement: &str) => "待校对 {waiting}  待补充 {supplement}", "to proofread {waiting}  supplement {supplement}";
    too_small(columns: &str, rows: &str) => "窗口太小：至少需要 {columns} 列 × {rows} 行。当前内容已保留，放大窗口即可继续。", "The window is too small: {columns} columns × {rows} rows are needed. Nothing is lost; enlarge it to go on.";
    space_key => "空格", "Space";
    loading => "正在读取…", "loading…";

    sign_in_title => "登录", "Sign in";
    login_label => "登录名", "Login";
    password_label => "密码", "Password";
    sign_in_hint => "Enter 登录   Tab 换行   Ctrl-C 退出", "Enter signs in   Tab changes the line   Ctrl-C leaves";
    signing_in => "正在登录…", "signing in…";
    sign_in_refused => "登录名或密码不正确，或已停用、暂时锁定（主管可解除）", "wrong login or password, or disabled or locked (a supervisor can unlock)";
    no_staff_yet => "还没有工作人员：请先用 jiaodui staff add 添加", "there is no staff yet: add some with jiaodui staff add";

    queue_waiting => "待校对 最早在前", "to proofread, oldest first";
    queue_supplement => "待补充材料 最早在前", "waiting for the applicant, oldest first";
    queue_found(what: &str) => "查找 {what}", "find {what}";
    column_order_no => "申请单编号", "order";
    column_holder => "持有人", "holder";
    column_summary => "概要", "summary";
    column_round => "轮", "rd";
    column_attachments => "附件", "file";
    column_waiting => "等待", "waits";
    column_findings => "提示", "hint";
    column_claim => "持有", "held";
    column_status => "状态", "status";
    mine => "我", "me";
    updates(n: usize) => "{n} 条有更新，F5 刷新", "{n} changed, F5 refreshes";
    queue_empty => "没有待校对的申请单。新的申请单到达后会显示在这里。", "Nothing to proofread. New orders appear here as they come.";
    supplement_empty => "没有等待补充材料的申请单。", "No order waits for supplementary materials.";
    found_nothing => "没有找到。可输入申请单编号、姓名、院校、拼音首字母，或证书编号、证件号、手机号的末几位。", "Nothing found. Type an order number, a name, a school, pinyin initials, or the tail of a certificate, ID or mobile number.";
    found_more => "只显示前 500 条，请输入更多内容", "only the first 500 are shown; type more";
    find_prompt => "查找：", "Find: ";
    nothing_to_take => "没有可领取的申请单", "there is nothing to take";
    held_by(name: &str, until: &str) => "{name} 正在校对（至 {until}），只能查看", "{name} is proofreading it (until {until}); look only";
    no_such_order => "本机构没有这件申请单", "no such order in this institution";
    no_permission => "您的角色不能这样做", "your role may not do this";
    taking => "正在领取…", "taking…";
    goes_on => "已打开自动接续：决定之后自动取下一件", "on: the next order comes by itself after a decision";
    goes_not_on => "已关闭自动接续：决定之后回到队列", "off: after a decision comes the queue";
    and_nothing_left(said: &str) => "{said}。没有下一件了", "{said}. Nothing is left to take";
    queue_postponed => "暂缓 先到期在前", "postponed, those due first";
    postponed_empty => "没有暂缓的申请单。", "No order is postponed.";
    postponed_mark => "暂缓", "off";
    postponed_due => "到期", "due";
    postponed_until(day: &str, name: &str, reason: &str) => "至 {day} {name}：{reason}", "until {day} {name}: {reason}";
    opening(order_no: &str) => "正在打开 {order_no}…", "opening {order_no}…";
    decision_made(order_no: &str, status: &str, seconds: i64) => "{order_no} 已决定：{status}。{seconds} 秒内可按 u 撤回", "{order_no}: {status}. u takes it back within {seconds} s";
    nothing_to_take_back => "没有可以撤回的决定", "there is no decision to take back";
    taking_back => "正在撤回…", "taking back…";
    taken_back(order_no: &str) => "已撤回 {order_no} 的决定，重新打开", "the decision on {order_no} is taken back; the order is open again";
    take_back_again(order_no: &str) => "再按一次 u 撤回 {order_no} 的决定（当前申请单的草稿会保存）", "u again takes the decision on {order_no} back (the draft of this order is kept)";
    take_back_too_late => "已超过撤回时限，通知已可发出；如有错误请主管重新打开", "too late: the letter may have gone out; a supervisor can reopen the order";
    desk_full => "磁盘已满，没有保存；内容还在屏幕上，请管理员腾出空间", "the disk is full, nothing was saved; it is still on the screen: somebody has to make room";
    desk_read_only => "数据库不能写入（只读或无权限），没有保存；请联系管理员", "the database cannot be written (read-only, or no permission), nothing was saved: tell the administrator";
    store_failed_by(code: &str) => "数据库操作失败（{code}），没有改动任何内容", "the database failed ({code}); nothing was changed";
    database_back => "数据库已恢复", "the database answers again";
    saving_before_quit => "正在保存，随后退出…", "saving, then leaving…";
    quit_again => "再按一次 q 退出：草稿会保存，申请单会放回队列", "q again leaves: the draft is kept and the order goes back";
    choose_institution => "选择受理机构", "Choose the institution";
    help_title => "按键", "Keys";
    choice_hint => "输入以筛选   Enter 执行   Esc 关闭", "type to filter   Enter runs   Esc closes";
    nothing_matches => "没有符合的条目", "nothing matches";

    items_and_files(items: u32, files: u32) => "{items} 个项目  {files} 个附件", "{items} items  {files} files";
    from_to(from: &str, to: &str) => "{from} 至 {to}", "{from} to {to}";
    decided_by(name: &str, when: &str, status: &str) => "{name} {when} 决定：{status}", "{name}, {when}: {status}";
    submitted_on(when: &str) => "提交于 {when}", "submitted {when}";
    claimed_until(name: &str, until: &str) => "{name} 正在校对，持有至 {until}", "{name} is proofreading it, until {until}";
}
