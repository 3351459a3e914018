//! `cargo run --example seeds DIRECTORY`: writes what fuzzing begins with, a directory for each target.
use std::path::Path;

fn main() -> std::io::Result<()> {
    let to = std::env::args().nth(1).unwrap_or_else(|| "target/seeds".to_owned());
    for target in holdfast_fuzz::bodies::targets() {
        let to = Path::new(&to).join(target.name);
        std::fs::create_dir_all(&to)?;
        for (number, seed) in target.seeds.iter().enumerate() {
            std::fs::write(to.join(number.to_string()), seed)?;
        }
    }
    Ok(())
}
