//! Leaves out what only readers need. Every line of the generated code consists of whole tokens, and no string goes
//! over the end of a line, so it is enough to look at the beginnings of lines.

/// Drops comments, indentation and blank lines.
pub fn minify(source: &str) -> String {
    let mut minified = String::with_capacity(source.len());
    let mut in_comment = false;
    for line in source.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            minified.push_str(line);
            minified.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    minified
}

#[cfg(test)]
mod tests {
    #[test]
    fn comments_and_indentation_go() {
        let source =
            "// a\n\n/** b */\nfunction c() {\n  /**\n   * d\n   */\n  return '// e';\n}\n";
        assert_eq!(super::minify(source), "function c() {\nreturn '// e';\n}\n");
    }
}
