//! `componentize completions`: describes the command line for a shell or for `man`.

use super::io::{self, IN_AND_OUT, OutputArg};
use super::values::offering;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Write completions for a shell, or a manual page
#[derive(Args)]
#[command(
    after_help = "Example:\n  componentize completions bash -o componentize.bash\n\n\
                  The manual page, of the whole or of one command:\n  \
                  componentize completions man -o componentize.1\n  \
                  componentize completions man --command new -o componentize-new.1\n  \
                  componentize completions man --out-dir man"
)]
pub struct Completions {
    /// The shell, or `man`
    #[arg(value_name = "FOR")]
    target: Target,

    #[command(flatten)]
    output: OutputArg,

    /// With `man`: write the pages of all commands to this directory
    #[arg(long, value_name = "DIRECTORY", help_heading = IN_AND_OUT, conflicts_with_all = ["command", "output"])]
    out_dir: Option<PathBuf>,

    /// With `man`: the page of this command, such as `new` or `bindgen js`
    #[arg(
        long,
        value_name = "COMMAND",
        help_heading = "Manual",
        hide_possible_values = true
    )]
    command: Option<String>,
}

/// What the output is for.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    Bash,
    Zsh,
    Fish,
    Elvish,
    #[value(name = "powershell")]
    PowerShell,
    Man,
}

impl Completions {
    /// Generates from the arguments' own description, writes.
    pub fn run(self, commands: clap::Command) -> Result<()> {
        let shell = match self.target {
            Target::Bash => Shell::Bash,
            Target::Zsh => Shell::Zsh,
            Target::Fish => Shell::Fish,
            Target::Elvish => Shell::Elvish,
            Target::PowerShell => Shell::PowerShell,
            Target::Man => return self.manual(commands),
        };
        if self.command.is_some() || self.out_dir.is_some() {
            bail!(
                "completions are for all commands together: leave out `--command` and `--out-dir`"
            );
        }
        let name = commands.get_name().to_string();
        let mut text = Vec::new();
        let mut commands = commands;
        clap_complete::generate(shell, &mut commands, name, &mut text);
        self.output.write_text(&String::from_utf8(text)?)
    }

    fn manual(&self, commands: clap::Command) -> Result<()> {
        let names = names(&commands);
        let pages = pages(commands)?;
        if let Some(directory) = &self.out_dir {
            let files: Vec<(String, String)> = pages
                .into_iter()
                .map(|(name, text)| (format!("{name}.1"), text))
                .collect();
            let files = files.iter();
            let written = files.map(|(name, text)| (name.as_str(), text.as_bytes()));
            return io::write_files(directory, written);
        }
        let wanted = match &self.command {
            None => "componentize".to_string(),
            Some(command) => format!("componentize-{}", command.replace(' ', "-")),
        };
        match pages.iter().find(|(name, _)| *name == wanted) {
            Some((_, text)) => self.output.write_text(text),
            None => bail!(
                "there is no command `{}`: there are `{}`",
                self.command.as_deref().unwrap_or_default(),
                names.join("`, `")
            ),
        }
    }
}

/// Makes the shells' completions of `--command` offer the names of all commands, which are not known while this one is
/// being put together.
pub fn offering_names(commands: clap::Command) -> clap::Command {
    let names: Vec<String> = names(&commands)
        .iter()
        .map(|name| name.replace(' ', "-"))
        .collect();
    commands.mut_subcommand("completions", |completions| {
        completions.mut_arg("command", |argument| {
            argument.value_parser(offering::<String, _>(names))
        })
    })
}

/// The names of all commands, those in others after the others' names.
fn names(commands: &clap::Command) -> Vec<String> {
    let mut names = Vec::new();
    each(commands, &mut |path, _| {
        if !path.is_empty() {
            names.push(path.join(" "));
        }
    });
    names
}

/// The page of each command by its name.
fn pages(commands: clap::Command) -> Result<Vec<(String, String)>> {
    let mut commands = commands.disable_help_subcommand(true);
    commands.build();
    let mut pages = Vec::new();
    let mut failed = None;
    each(&commands, &mut |path, command| {
        let mut text = Vec::new();
        if let Err(error) = clap_mangen::Man::new(command.clone()).render(&mut text) {
            failed = Some(error);
        }
        let name = [&["componentize"][..], path].concat().join("-");
        pages.push((name, String::from_utf8_lossy(&text).into_owned()));
    });
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(pages),
    }
}

fn each(commands: &clap::Command, act: &mut dyn FnMut(&[&str], &clap::Command)) {
    fn descend<'c>(
        path: &mut Vec<&'c str>,
        command: &'c clap::Command,
        act: &mut dyn FnMut(&[&str], &clap::Command),
    ) {
        act(path, command);
        let commands = command.get_subcommands();
        // `help` has no options, and says what `--help` does.
        for command in commands.filter(|command| command.get_name() != "help") {
            path.push(command.get_name());
            descend(path, command, act);
            path.pop();
        }
    }
    descend(&mut Vec::new(), commands, act);
}
