//! `jiaodui outbox [--ack]`: the messages that are due, oldest first, one a line; with `--ack` what was printed counts as handed
//! over, and nothing else.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use serde::Serialize;

use super::{Context, Error};
use crate::outbox;
use crate::store::records::OutMessage;

/// What to do.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 将已输出的消息标记为已送达
    #[arg(long)]
    ack: bool,
}

/// A message as the portal reads it.
#[derive(Serialize)]
struct Handed<'a> {
    message_id: &'a str,
    order_no: Option<&'a str>,
    enquiry_no: Option<&'a str>,
    account: &'a str,
    kind: &'a str,
    title: &'a str,
    body: &'a str,
    at: String,
}

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    let store = context.open_existing_store().await?;
    match outbox::hand_over(&*store, args.ack, |page| Ok(print(page)?)).await {
        Ok(()) => {}
        // Whoever read has gone away. What was written into the pipe may never have been read: it is not acknowledged.
        Err(Error::Io(error)) if error.kind() == ErrorKind::BrokenPipe && !args.ack => return Ok(ExitCode::SUCCESS),
        Err(error) => return Err(error),
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Prints a page, and is back only when all of it has been written.
fn print(page: &[OutMessage]) -> io::Result<()> {
    let mut text = Vec::new();
    for message in page {
        let handed = Handed {
            message_id: &message.message_id,
            order_no: message.order_no.as_ref().map(|order_no| order_no.as_str()),
            enquiry_no: message.enquiry_no.as_deref(),
            account: &message.account,
            kind: &message.kind,
            title: &message.title,
            body: &message.body,
            at: message.at.to_rfc3339(),
        };
        serde_json::to_writer(&mut text, &handed)?;
        text.push(b'\n');
    }
    let mut out = io::stdout().lock();
    out.write_all(&text)?;
    out.flush()
}
