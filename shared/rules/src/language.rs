//! The language of conditions: comparisons, `in`, simple arithmetic and a few functions over the one value `$`. The
//! engine's own language is larger: it has closures, ranges that become arrays, the clock and chance. A condition is
//! held against this smaller one before it is drafted and again before it is evaluated, so that what it costs is bound
//! by its length and what it gives by its value.

use crate::input::Kind;
use bumpalo::Bump;
use zen_expression::functions::{FunctionKind, InternalFunction};
use zen_expression::lexer::{
    ArithmeticOperator, Bracket, ComparisonOperator, Identifier, Lexer, LogicalOperator, Operator,
    QuotationMark, Token, TokenKind,
};
use zen_expression::parser::{Node, Parser};

pub(crate) const CONDITION_MAX: usize = 200;
/// How deep brackets may stand in each other. The parser tries each of them twice where a range occurs.
const DEPTH_MAX: usize = 5;
/// How many signs or negations may follow each other.
const SIGNS_MAX: usize = 2;

/// Why a condition is not of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Longer than [`CONDITION_MAX`].
    Long,
    /// It cannot be read.
    Broken,
    /// It can be read, and uses what the language does not have.
    Unsupported(String),
    /// It compares or computes what does not fit: a text with a number.
    Unfit,
    /// A comparison that has the value on neither side, or on both: it would always come out alike.
    Idle,
}

/// What a part of a condition gives, and whether it depends on the value.
#[derive(Clone, Copy)]
struct Part {
    kind: Kind,
    reads: bool,
}

/// Checks a condition on a value of a kind.
pub(crate) fn check(condition: &str, value: Kind) -> Result<(), Refusal> {
    if condition.chars().count() > CONDITION_MAX {
        return Err(Refusal::Long);
    }
    let arena = Bump::new();
    let tokens = Lexer::new().tokenize(&arena, condition).map_err(|_| Refusal::Broken)?;
    check_tokens(&tokens)?;
    let parser = Parser::try_new(&tokens, &arena).map_err(|_| Refusal::Broken)?;
    let parsed = parser.unary().parse();
    parsed.error().map_err(|_| Refusal::Broken)?;
    truth(part(parsed.root, value)?).map(drop)
}

/// Looks at the words alone, before the parser works on them: what it would take long over does not reach it.
fn check_tokens(tokens: &[Token<'_>]) -> Result<(), Refusal> {
    let (mut depth, mut signs) = (0_usize, 0_usize);
    for token in tokens {
        let unsupported = || Err(Refusal::Unsupported(token.value.to_owned()));
        match token.kind {
            TokenKind::Bracket(Bracket::LeftParenthesis | Bracket::LeftSquareBracket) => depth += 1,
            TokenKind::Bracket(Bracket::RightParenthesis | Bracket::RightSquareBracket) => {
                depth = depth.saturating_sub(1);
            }
            TokenKind::Operator(operator) if !is_operator(operator) => return unsupported(),
            TokenKind::Identifier(Identifier::ContextReference)
            | TokenKind::QuotationMark(QuotationMark::SingleQuote | QuotationMark::DoubleQuote)
            | TokenKind::Operator(_)
            | TokenKind::Boolean(_)
            | TokenKind::Number
            | TokenKind::Literal => {}
            _ => return unsupported(),
        }
        signs = if is_sign(token.kind) { signs + 1 } else { 0 };
        if depth > DEPTH_MAX || signs > SIGNS_MAX {
            return unsupported();
        }
    }
    Ok(())
}

fn is_operator(operator: Operator) -> bool {
    match operator {
        Operator::Arithmetic(operator) => operator != ArithmeticOperator::Power,
        Operator::Logical(operator) => operator != LogicalOperator::NullishCoalescing,
        Operator::Comparison(_) | Operator::Comma | Operator::Range => true,
        _ => false,
    }
}

fn is_sign(token: TokenKind) -> bool {
    use ArithmeticOperator::{Add, Subtract};
    matches!(
        token,
        TokenKind::Operator(
            Operator::Logical(LogicalOperator::Not) | Operator::Arithmetic(Add | Subtract)
        )
    )
}

fn part(node: &Node<'_>, value: Kind) -> Result<Part, Refusal> {
    let literal = |kind| Ok(Part { kind, reads: false });
    match node {
        Node::Bool(_) => literal(Kind::Flag),
        Node::Number(_) => literal(Kind::Number),
        Node::String(_) => literal(Kind::Text),
        Node::Identifier("$") => Ok(Part { kind: value, reads: true }),
        Node::Identifier(name) => Err(Refusal::Unsupported((*name).to_owned())),
        Node::Parenthesized(inner) => part(inner, value),
        Node::Unary { node, operator: Operator::Arithmetic(_) } => number(part(node, value)?),
        Node::Unary { node, .. } => truth(part(node, value)?),
        Node::Binary { left, operator, right } => binary(left, *operator, right, value),
        Node::FunctionCall { kind: FunctionKind::Internal(function), arguments } => {
            call(*function, arguments, value)
        }
        Node::FunctionCall { kind, .. } => Err(Refusal::Unsupported(kind.to_string())),
        Node::MethodCall { kind, .. } => Err(Refusal::Unsupported(kind.to_string())),
        other => Err(Refusal::Unsupported(name(other).to_owned())),
    }
}

fn binary(
    left: &Node<'_>,
    operator: Operator,
    right: &Node<'_>,
    value: Kind,
) -> Result<Part, Refusal> {
    let first = part(left, value)?;
    if let Operator::Comparison(ComparisonOperator::In | ComparisonOperator::NotIn) = operator {
        return among(first, right, value);
    }
    let second = part(right, value)?;
    match operator {
        Operator::Arithmetic(_) => {
            let (first, second) = (number(first)?, number(second)?);
            Ok(Part { kind: Kind::Number, reads: first.reads || second.reads })
        }
        Operator::Logical(_) => truth(first).and(truth(second)),
        Operator::Comparison(ComparisonOperator::Equal | ComparisonOperator::NotEqual) => {
            if first.kind == second.kind { compared(first, second) } else { Err(Refusal::Unfit) }
        }
        Operator::Comparison(_) => compared(number(first)?, number(second)?),
        other => Err(Refusal::Unsupported(other.to_string())),
    }
}

/// A comparison has the value on one side.
fn compared(first: Part, second: Part) -> Result<Part, Refusal> {
    let one_side = first.reads != second.reads;
    one_side.then_some(Part { kind: Kind::Flag, reads: true }).ok_or(Refusal::Idle)
}

/// `in` looks a value up in a list of literals, or a number in a range between two.
fn among(first: Part, list: &Node<'_>, value: Kind) -> Result<Part, Refusal> {
    let ends;
    let members: &[&Node<'_>] = match list {
        Node::Array(members) => members,
        Node::Interval { left, right, .. } => {
            number(first)?;
            ends = [*left, *right];
            &ends
        }
        other => return Err(Refusal::Unsupported(name(other).to_owned())),
    };
    for member in members {
        let member = part(member, value)?;
        if member.reads || member.kind != first.kind || member.kind == Kind::Flag {
            return Err(Refusal::Unfit);
        }
    }
    compared(first, Part { kind: first.kind, reads: false })
}

fn call(function: InternalFunction, arguments: &[&Node<'_>], value: Kind) -> Result<Part, Refusal> {
    use InternalFunction as F;
    let given: Vec<_> = arguments.iter().map(|one| part(one, value)).collect::<Result<_, _>>()?;
    let kinds: Vec<_> = given.iter().map(|one| one.kind).collect();
    let reads = given.iter().any(|one| one.reads);
    match (function, kinds.as_slice()) {
        // The parser itself wraps what is a truth already.
        (F::Bool, [Kind::Flag]) => Ok(Part { kind: Kind::Flag, reads }),
        (F::Contains | F::StartsWith | F::EndsWith, [Kind::Text, Kind::Text]) => {
            Ok(Part { kind: Kind::Flag, reads })
        }
        (F::Upper | F::Lower | F::Trim, [Kind::Text]) => Ok(Part { kind: Kind::Text, reads }),
        (F::Abs | F::Floor | F::Ceil | F::Round, [Kind::Number]) => {
            Ok(Part { kind: Kind::Number, reads })
        }
        (
            F::Contains
            | F::StartsWith
            | F::EndsWith
            | F::Upper
            | F::Lower
            | F::Trim
            | F::Abs
            | F::Floor
            | F::Ceil
            | F::Round,
            _,
        ) => Err(Refusal::Unfit),
        (other, _) => Err(Refusal::Unsupported(other.to_string())),
    }
}

fn number(part: Part) -> Result<Part, Refusal> {
    if part.kind == Kind::Number { Ok(part) } else { Err(Refusal::Unfit) }
}

/// A truth that depends on the value.
fn truth(part: Part) -> Result<Part, Refusal> {
    match part {
        Part { kind: Kind::Flag, reads: true } => Ok(part),
        Part { kind: Kind::Flag, reads: false } => Err(Refusal::Idle),
        _ => Err(Refusal::Unfit),
    }
}

fn name(node: &Node<'_>) -> &'static str {
    node.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    // what an operator wrote brought every decision down
    #[test]
    fn what_costs_more_than_its_length_is_not_of_the_language() {
        for condition in [
            "count([1..$*1000], # >= 0) > 0",
            "all([1..9], # > $)",
            "sum(map([1..$], # * 2)) > 1",
            "max([1..$]) > 3",
            "$ in [1..$]",
            "len('x') > $",
            "$ ^ 999999 > 1",
            "$ > 1 ? true : false",
            "$ ?? 1 > 2",
            "$[0] == 1",
            "$.x == 1",
            "$root == 1",
            "`${$}` == '1'",
            "{a: $}.a == 1",
            "x = 1; $ > x",
        ] {
            let refused = check(condition, Kind::Number).unwrap_err();
            assert!(matches!(refused, Refusal::Unsupported(_) | Refusal::Unfit), "{condition}");
        }
    }

    #[test]
    fn what_differs_on_replay_is_not_of_the_language() {
        for condition in [
            "rand(100) > $",
            "$ > rand(1)",
            "d('2020-01-01').year() > $",
            "date('now') > $",
            "year(date('now')) - $ > 3",
            "d().isToday()",
            "time('12:00') > $",
        ] {
            let refused = check(condition, Kind::Number).unwrap_err();
            assert!(matches!(refused, Refusal::Unsupported(_)), "{condition}: {refused:?}");
        }
        assert!(check("matches($, '(a+)+$')", Kind::Text).is_err(), "no patterns");
    }

    #[test]
    fn brackets_and_signs_do_not_pile_up() {
        let deep = |depth: usize| format!("$ in {}1..2{}", "[".repeat(depth), "]".repeat(depth));
        assert!(check(&deep(60), Kind::Number).is_err());
        assert!(check(&format!("$ > {}1", "(".repeat(90)), Kind::Number).is_err());
        assert!(check(&format!("$ > {}1", "-".repeat(150)), Kind::Number).is_err());
        assert!(check(&format!("{}($ == true)", "not ".repeat(40)), Kind::Flag).is_err());
        assert_eq!(check(&"$ > 1 and ".repeat(40), Kind::Number), Err(Refusal::Long));
        assert!(check("(($ + 1) * (2 - $)) > -3", Kind::Number).is_ok());
    }

    #[test]
    fn a_comparison_that_always_comes_out_alike_is_refused() {
        for condition in ["1 == 1", "$ == $", "$", "$ >= $ - 1", "($ == 1 or true)"] {
            assert!(check(condition, Kind::Number).is_err(), "{condition}");
        }
        for condition in ["$", "not $", "true == true"] {
            assert_eq!(check(condition, Kind::Flag), Err(Refusal::Idle), "{condition}");
        }
        assert_eq!(check("contains('abc', 'b')", Kind::Text), Err(Refusal::Idle));
    }

    #[test]
    fn what_does_not_fit_is_refused_without_a_value() {
        for (condition, kind) in [
            ("$ > 'a'", Kind::Number),
            ("$ > 3", Kind::Text),
            ("$ == 'A'", Kind::Number),
            ("$ + 'x' == 'ax'", Kind::Text),
            ("$ in [1, 'A']", Kind::Text),
            ("$ in [1..3]", Kind::Text),
            ("$ > 3", Kind::Flag),
            ("abs($) > 1", Kind::Text),
            ("contains($, 3)", Kind::Text),
            ("$ > 1 and 5", Kind::Text),
            ("3", Kind::Text),
        ] {
            assert_eq!(check(condition, kind), Err(Refusal::Unfit), "{condition}");
        }
        for condition in ["", " ", "$ >", "'text'.", "$ > 1 2", "'a", "$ > (1", ","] {
            assert!(check(condition, Kind::Number).is_err(), "{condition}");
        }
    }
}
