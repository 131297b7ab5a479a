//! As much of a shell as the documents use, to find the calls of `jiaodui` in them. What they mean is not tried here.

/// A call of the program: its arguments, and whether something is piped or redirected into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) line: usize,
    pub(crate) arguments: Vec<String>,
    /// The file that standard output goes to.
    pub(crate) to: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `;`, `|`, `&&`, a new line …
    End,
    /// `>`, `>>`, `<`: the next word is a file.
    Redirect(char),
}

/// Splits lines into words. `$(…)` and `<(…)` stay part of the word they stand in.
fn tokens(text: &str) -> Vec<(usize, Token)> {
    let mut all = Vec::new();
    let mut word: Option<String> = None;
    let mut line = 1;
    let mut rest = text.chars().peekable();
    while let Some(one) = rest.next() {
        match one {
            '\\' if rest.peek() == Some(&'\n') => {
                rest.next();
                line += 1;
            }
            '\\' => word.get_or_insert_default().extend(rest.next()),
            '\'' => {
                word.get_or_insert_default();
                for inner in rest.by_ref().take_while(|inner| *inner != '\'') {
                    line += usize::from(inner == '\n');
                    word.get_or_insert_default().push(inner);
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                let mut depth = 0;
                while let Some(inner) = rest.next() {
                    match inner {
                        '\\' => word.extend(rest.next()),
                        '"' if depth == 0 => break,
                        inner => {
                            depth += i32::from(inner == '(') - i32::from(inner == ')');
                            word.push(inner);
                        }
                    }
                }
            }
            '$' | '<' if rest.peek() == Some(&'(') => {
                let word = word.get_or_insert_default();
                word.push(one);
                let mut depth = 0;
                for inner in rest.by_ref() {
                    depth += i32::from(inner == '(') - i32::from(inner == ')');
                    word.push(inner);
                    if depth == 0 {
                        break;
                    }
                }
            }
            '#' if word.is_none() => {
                while rest.peek().is_some_and(|next| *next != '\n') {
                    rest.next();
                }
            }
            ' ' | '\t' | '\n' | ';' | '|' | '&' | '>' | '<' => {
                all.extend(word.take().map(|word| (line, Token::Word(word))));
                match one {
                    '>' | '<' => all.push((line, Token::Redirect(one))),
                    ' ' | '\t' => {}
                    _ => all.push((line, Token::End)),
                }
                line += usize::from(one == '\n');
            }
            one => word.get_or_insert_default().push(one),
        }
    }
    all.extend(word.map(|word| (line, Token::Word(word))));
    all.push((line, Token::End));
    all
}

/// Whether a word sets a variable for the command after it.
fn is_assignment(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|one| one.is_ascii_uppercase() || one == '_'))
}

/// The calls of the program in a text, in their order; `cargo run … --` is one, too, and so is what `bash -c` is given.
pub(crate) fn calls(text: &str) -> Vec<Call> {
    let mut all = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut to = None;
    let mut redirect = None;
    for (line, token) in tokens(text) {
        match token {
            Token::Word(word) => match redirect.take() {
                Some('>') => to = Some(word),
                Some(_) => {}
                None => words.push(word),
            },
            Token::Redirect(way) => redirect = Some(way),
            Token::End => {
                let given = std::mem::take(&mut words);
                let mut command = given.iter().map(String::as_str).skip_while(|word| {
                    is_assignment(word)
                        || matches!(*word, "do" | "then" | "if" | "sudo" | "-u" | "postgres" | "jiaodui-portal" | "root")
                });
                match command.next() {
                    Some("jiaodui" | "/usr/bin/jiaodui") => {
                        all.push(Call { line, arguments: command.map(str::to_owned).collect(), to: to.take() });
                    }
                    Some("cargo") if command.next() == Some("run") => {
                        let arguments: Vec<String> =
                            command.skip_while(|word| *word != "--").skip(1).map(str::to_owned).collect();
                        all.push(Call { line, arguments, to: to.take() });
                    }
                    Some("bash" | "sh") if command.next() == Some("-c") => {
                        let inner = calls(command.next().unwrap_or_default());
                        all.extend(inner.into_iter().map(|call| Call { line, ..call }));
                    }
                    _ => {}
                }
                to = None;
            }
        }
    }
    all
}

#[test]
fn calls_are_found_wherever_they_stand() {
    let text = "A=1 jiaodui staff add x --name '张 敏' < \"/root/$x.password\"   # jiaodui none\n\
                openssl rand 18 | tee f | jiaodui doctor && jiaodui backup \\\n  /backup > out\n\
                sudo -u jiaodui-portal bash -c '. a.sh; jiaodui intake f'\nfind jiaodui\n\
                cargo run --release -- demo --live\n15 3 * * * root . /x.sh; jiaodui outbox\n\
                x $(jiaodui not; here) \"a;jiaodui b\"\n";
    let found: Vec<String> = calls(text).into_iter().map(|call| call.arguments.join("|")).collect();
    assert_eq!(found, ["staff|add|x|--name|张 敏", "doctor", "backup|/backup", "intake|f", "demo|--live", "outbox"]);
    assert_eq!(calls(text)[2].to.as_deref(), Some("out"));
    assert_eq!(calls(text)[2].line, 3);
}
