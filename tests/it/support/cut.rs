//! A socket in front of the test cluster's, on which an answer can be cut off after the server has done what it was asked, and which can
//! be as dead as a network is: nothing passes, and nobody is told.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

/// What a request carries at which something is to happen, and what.
type Marked = Arc<Mutex<Option<(Vec<u8>, Fault)>>>;

/// What happens at a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Its answer is swallowed whole, and its connection ended.
    Swallow,
    /// The network dies while it is on its way.
    Hold,
    /// The network dies while its answer is on its way.
    HoldAnswer,
}

pub(crate) struct Cutter {
    /// Leads to the same database, through here.
    pub(crate) url: String,
    marked: Marked,
    dead: watch::Sender<bool>,
    _folder: TempDir,
}

impl Cutter {
    pub(crate) async fn new(url: &str) -> Self {
        let (database, server) = url.split_once("?host=").expect("a URL of the test cluster");
        let server = PathBuf::from(server).join(".s.PGSQL.5432");
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let marked = Marked::default();
        let (dead, network) = watch::channel(false);
        tokio::spawn({
            let (marked, dying) = (Arc::clone(&marked), dead.clone());
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    let (server, marked, dying, mut network) =
                        (server.clone(), Arc::clone(&marked), dying.clone(), network.clone());
                    tokio::spawn(async move {
                        let _ = network.wait_for(|dead| !dead).await;
                        let server = UnixStream::connect(&server).await.expect("the test cluster takes connections");
                        forward(client, server, (marked, dying), network).await;
                    });
                }
            }
        });
        Self { url: format!("{database}?host={}", folder.path().display()), marked, dead, _folder: folder }
    }

    /// From now on nothing passes in either direction; what is sent meanwhile arrives when the network is back.
    pub(crate) fn dies(&self) {
        self.dead.send_replace(true);
    }

    /// The network is back.
    pub(crate) fn lives(&self) {
        self.dead.send_replace(false);
    }

    /// The answer to the next request that carries this text is swallowed whole, and its connection ended.
    pub(crate) fn cut_answer_to(&self, text: &str) {
        self.fails_at(text, Fault::Swallow);
    }

    /// Likewise, whatever is to happen.
    pub(crate) fn fails_at(&self, text: &str, fault: Fault) {
        *self.marked.lock().unwrap() = Some((text.as_bytes().to_vec(), fault));
    }
}

/// Takes the mark off if the request carries it; what is to happen.
fn fault_at(request: &[u8], marked: &Marked) -> Option<Fault> {
    let carries = |(text, _): &mut (Vec<u8>, Fault)| request.windows(text.len()).any(|part| part == text);
    marked.lock().unwrap().take_if(carries).map(|(_, fault)| fault)
}

async fn forward(
    mut client: UnixStream,
    mut server: UnixStream,
    (marked, dying): (Marked, watch::Sender<bool>),
    mut network: watch::Receiver<bool>,
) {
    let (mut asked, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    let mut swallowing = false;
    loop {
        let _ = network.wait_for(|dead| !dead).await;
        tokio::select! {
            // Looked at anew as soon as it dies.
            () = async { drop(network.wait_for(|dead| *dead).await) } => {}
            read = client.read(&mut asked) => match read {
                Ok(length) if length > 0 => {
                    let fault = fault_at(&asked[..length], &marked);
                    swallowing |= fault == Some(Fault::Swallow);
                    if fault == Some(Fault::Hold) {
                        dying.send_replace(true);
                        let _ = network.wait_for(|dead| !dead).await;
                    }
                    if server.write_all(&asked[..length]).await.is_err() {
                        return;
                    }
                    if fault == Some(Fault::HoldAnswer) {
                        dying.send_replace(true);
                    }
                }
                _ => return,
            },
            read = server.read(&mut answered) => match read {
                Ok(length) if length > 0 && swallowing => {
                    if ends_a_transaction(&answered[..length]) {
                        return;
                    }
                }
                Ok(length) if length > 0 => {
                    if client.write_all(&answered[..length]).await.is_err() {
                        return;
                    }
                }
                _ => return,
            },
        }
    }
}

/// Whether the last message is "ready for query", a `Z` with four bytes of length and one of state: the transaction has ended.
fn ends_a_transaction(answer: &[u8]) -> bool {
    answer.len() >= 6 && answer[answer.len() - 6..].starts_with(&[b'Z', 0, 0, 0, 5])
}
