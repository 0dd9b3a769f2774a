//! Makes generated JavaScript short: no comments, only the white space that the language needs, and short names for
//! what the file declares.
//!
//! It reads what the backend prints, and no other JavaScript:
//!
//! - Every statement ends in a semicolon or a brace, so no line end has a meaning.
//! - A name that is declared anywhere is not used for a global elsewhere (`js/names.rs` reserves the globals). So a name has
//!   one short name in the whole file, and scopes do not matter.
//! - There is no `with` and no `eval`, which find variables by name.
//!
//! Libraries that shorten names (those of oxc and swc) are whole compilers, larger than this program. The small ones keep
//! all names, which are a third of the code.

mod names;
mod print;
mod roles;
mod tokens;

use std::collections::BTreeSet;

/// A module in fewer bytes, which does the same. Names in `visible` stay: a host sees them, as the `name` of a class.
pub fn minify(source: &str, visible: &BTreeSet<&str>) -> String {
    let tokens = tokens::tokens(source);
    let roles = roles::roles(&tokens);
    let names = names::short_names(&tokens, &roles, visible);
    print::print(&tokens, &roles, &names)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    fn minify(source: &str) -> String {
        super::minify(source, &BTreeSet::from(["Shown"]))
    }

    #[test]
    fn comments_and_white_space_go() {
        let source = "// a\n\n/** b */\nfunction c() {\n  /* d */ return '// e' in f + +g;\n}\n";
        assert_eq!(minify(source), "function a(){return'// e'in f+ +g}\n");
        assert_eq!(
            minify("x = /y/g in 1 .toString() - -z / /w/.length;"),
            "x=/y/g in 1 .toString()- -z/ /w/.length;\n"
        );
    }

    #[test]
    fn the_names_that_are_used_most_are_the_shortest() {
        let mut source = String::from("let last, first;\n");
        (0..60).for_each(|i| source += &format!("let name{i}; name{i} = free;\n"));
        source += "first = first = b;\n";
        let short = minify(&source);
        assert!(short.starts_with("let ia,a;let c;c=free;let d;"), "{short}");
        assert!(short.ends_with("let ha;ha=free;a=a=b;\n"), "{short}");
    }

    #[test]
    fn members_keep_their_names() {
        assert_eq!(
            minify(
                "const one = { one, two: one, 'three': one, get four() { return this.one; }, async one() {}, ...one };"
            ),
            "const a={one:a,two:a,'three':a,get four(){return this.one},async one(){},...a};\n"
        );
        assert_eq!(
            minify(
                "class One extends Two { one; static two = One; static { this.one = One; } async *[One](two) { super.one(two); } }"
            ),
            "class a extends Two{one;static two=a;static{this.one=a}async*[a](b){super.one(b)}}\n"
        );
        assert_eq!(
            minify("class Shown { #one = 1; has(one) { return #one in one && one?.one; } }"),
            "class Shown{#one=1;has(a){return#one in a&&a?.one}}\n"
        );
    }

    #[test]
    fn patterns_declare() {
        assert_eq!(
            minify(
                "const { one, two: [three, , ...four], 'five': { six = one } = {}, ...seven } = free, eight = (one, { two }) => ({ two });"
            ),
            "const{one:a,two:[c,,...d],'five':{six:e=a}={},...f}=free,g=(a,{two:b})=>({two:b});\n"
        );
        assert_eq!(
            minify(
                "let one; ({ one, two: one = 1 } = free); for (const [two] of one) two(); try {} catch (two) {}"
            ),
            "let a;({one:a,two:a=1}=free);for(const[b]of a)b();try{}catch(b){}\n"
        );
    }

    #[test]
    fn other_modules_find_the_names_that_they_know() {
        assert_eq!(
            minify(
                "import one, { two, three as four } from 'm';\nimport * as five from 'n';\nexport { one, two as six };"
            ),
            "import a,{two as b,three as c}from'm';import*as d from'n';export{a as one,b as six};\n"
        );
        assert_eq!(
            minify(
                "export const one = import.meta.url; export async function two(three) { await import(three); }"
            ),
            "export const one=import.meta.url;export async function two(a){await import(a)}\n"
        );
    }

    #[test]
    fn words_with_a_meaning_stay() {
        assert_eq!(
            minify(
                "function one(of, get, async) { for (const as of of) get(as); switch (one) { case of: { one: get } default: { async } } }"
            ),
            "function a(of,get,async){for(const as of of)get(as);switch(a){case of:{a:get}default:{async}}}\n"
        );
    }

    #[test]
    fn statements_that_are_empty_stay() {
        assert_eq!(
            minify("function one() { if (free); while (free); else; f(free,); [free,]; [,]; }"),
            "function a(){if(free);while(free);else;f(free);[free];[,]}\n"
        );
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        let source = "import { a as b } from 'c'; export { b }; class D extends E { static { f(`g${h}i${j}k`); } l() {} }
            const { m, n: [o] } = (p, { q }) => { switch (r) { case s: { t } default: u } }; for (const v of w) x?.y(/z/);";
        for end in 0..source.len() {
            minify(&source[..end]);
            minify(&source[end..]);
        }
    }
}
