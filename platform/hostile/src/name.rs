use crate::Dice;

/// Names of files that play tricks: on the eye, on folders, on programs.
pub const NAMES: [&str; 26] = [
    "../../etc/passwd",
    "..\\..\\windows\\system32\\drivers",
    "/etc/shadow",
    "C:\\Users\\x.txt",
    "....//....//x",
    "fattura\u{202e}fdp.exe",
    "a\0b.pdf",
    "a\r\nSet-Cookie: x=1.pdf",
    "a\nb.pdf",
    "\"; filename=\"altro.html",
    "a';DROP TABLE x;--.pdf",
    "<script>alert(1)</script>.html",
    "<img src=x onerror=alert(1)>.svg",
    "{{7*7}}.pdf",
    "{% include '/etc/passwd' %}",
    "$(touch x).pdf",
    "`id`.pdf",
    "%2e%2e%2f%2e%2e%2fx",
    "CON.txt",
    ".",
    "..",
    "   ",
    "\u{feff}\u{200b}\u{200d}.pdf",
    "\u{2066}\u{2067}abc\u{2069}.pdf",
    "=cmd|' /C calc'!A0.csv",
    "é\u{301}\u{301}\u{301}\u{301}\u{301}.pdf",
];

/// Cells that a sheet would take for a command.
pub const FORMULAS: [&str; 14] = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "=HYPERLINK(\"http://x.example\",\"Apri\")",
    "=IMPORTXML(\"http://x.example\",\"//a\")",
    "＝1+1",
    "＠SUM(1)",
    " =1+1",
    "\u{feff}=1+1",
];

/// A name made of such.
pub fn name(dice: &mut Dice) -> String {
    match dice.below(5) {
        0 => dice.one(&NAMES).to_owned(),
        1 => format!("{}{}", dice.one(&NAMES), dice.one(&NAMES)),
        2 => dice.one(&NAMES).repeat(1 + dice.below(300)),
        3 => {
            let length = 1 + dice.below(40);
            String::from_utf8_lossy(&dice.bytes(length)).into_owned()
        }
        _ => format!("{}.{}", dice.one(&FORMULAS), dice.word(6)),
    }
}
