//! `componentize completions`: writes what a shell, or `man`, wants to know about the command line.

use super::io::OutputArg;
use anyhow::Result;
use clap::{Args, ValueEnum};
use clap_complete::Shell;

/// Write completions for a shell, or a manual page
#[derive(Args)]
#[command(
    after_help = "Example:\n  componentize completions bash -o componentize.bash\n\n\
                  The manual page, of the whole or of one command:\n  \
                  componentize completions man -o componentize.1\n  \
                  componentize completions man --command new -o componentize-new.1"
)]
pub struct Completions {
    /// The shell, or `man`
    #[arg(value_name = "FOR")]
    target: Target,

    /// With `man`: the page of this command
    #[arg(long, value_name = "COMMAND")]
    command: Option<String>,

    #[command(flatten)]
    output: OutputArg,
}

/// Whom to write for.
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
    pub fn run(self, mut commands: clap::Command) -> Result<()> {
        let shell = match self.target {
            Target::Bash => Shell::Bash,
            Target::Zsh => Shell::Zsh,
            Target::Fish => Shell::Fish,
            Target::Elvish => Shell::Elvish,
            Target::PowerShell => Shell::PowerShell,
            Target::Man => return self.output.write_text(&self.page(commands)?),
        };
        if self.command.is_some() {
            anyhow::bail!("completions are for all commands together: leave out `--command`");
        }
        let name = commands.get_name().to_string();
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut commands, name, &mut text);
        self.output.write_text(&String::from_utf8(text)?)
    }

    fn page(&self, mut commands: clap::Command) -> Result<String> {
        commands.build();
        let command = match &self.command {
            None => commands,
            Some(name) => {
                let Some(found) = commands.find_subcommand(name) else {
                    anyhow::bail!("there is no command `{name}`");
                };
                found.clone()
            }
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(command).render(&mut text)?;
        Ok(String::from_utf8(text)?)
    }
}
