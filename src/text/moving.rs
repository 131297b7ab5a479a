//! Texts of moving to a server.

use super::texts;

texts! {
    migrate_source => "只能从 SQLite 数据库迁出（--database sqlite:路径）", "only a SQLite database is moved from (--database sqlite:PATH)";
    migrate_target => "目标应为 postgres://主机/数据库", "the target is postgres://HOST/DATABASE";
    migrate_occupied => "目标数据库不是空的，没有迁移任何内容", "the target database is not empty; nothing was moved";
    migrate_done(tables: usize, rows: &str, faults: u64) => "已迁移 {tables} 张表、{rows} 行；审计对照：{faults} 个问题", "{tables} tables with {rows} rows were moved; the audit trail has {faults} faults";
    migrate_unmarked(why: &str) => "目标数据库已经完整，但旧文件没有记下迁往何处（{why}）：请自行改名，以免有人继续使用", "the target is complete, but the old file does not say where the centre moved ({why}): rename it yourself, so that nobody goes on using it";
    migrate_next(attachments: &str) => "请把各校对台的 database 改为新地址，attachments 设为 {attachments}；旧文件留作备份，不要再用", "set database to the new address at every desk, and attachments to {attachments}; keep the old file as a backup and do not use it any more";
}
