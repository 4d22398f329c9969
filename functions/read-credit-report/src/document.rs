//! A credit report as blocks, so that the page and the PDF cannot differ.

use crate::content::{Content, DecisionPart, FindingPart, RulesPart, ScorePart};
use crate::figure::Figure;
use crate::label;
use crate::verify::DIGITS_MIN;
use chrono::{DateTime, Utc};
use pages::shanghai;
use words::Kind;

/// What every page shows: which credit report this is, and who reads it when.
#[derive(Debug, Clone)]
pub(crate) struct Seal {
    pub(crate) number: String,
    pub(crate) version: i32,
    /// SHA-256, hexadecimal.
    pub(crate) digest: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) consent_number: String,
    pub(crate) reader: String,
    pub(crate) viewed_at: DateTime<Utc>,
    /// The address of the platform: `https://rongtong.example.cn`.
    pub(crate) origin: String,
}

/// A credit report that is ready to be drawn.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) subject: String,
    pub(crate) seal: Seal,
    pub(crate) sections: Vec<Section>,
}

#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
}

#[derive(Debug, Clone)]
pub(crate) enum Block {
    Paragraph(String),
    /// A highlighted line.
    Notice(Tone, String),
    /// Labels with their values.
    Pairs(Vec<(String, String)>),
    Table {
        head: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    Figure(Figure),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Careful,
    Bad,
}

impl Document {
    /// The blocks of a credit report.
    pub(crate) fn of(content: &Content, seal: Seal) -> Self {
        let sections = vec![
            conclusion(content),
            identity(content),
            score(content),
            reasons(content),
            risks(content),
            facts(content),
            history(content),
            provenance(content, &seal),
        ];
        Self {
            title: "企业信用报告".to_owned(),
            subject: content.subject.name.clone(),
            seal,
            sections,
        }
    }
}

fn section(title: &str, blocks: Vec<Block>) -> Section {
    Section { title: title.to_owned(), blocks }
}

fn pairs(pairs: Vec<(&str, String)>) -> Block {
    Block::Pairs(pairs.into_iter().map(|(label, value)| (label.to_owned(), value)).collect())
}

fn conclusion(content: &Content) -> Section {
    let outcome = content.decision.as_ref().map_or("refer", |decision| decision.outcome.as_str());
    let tone = match words::tone(Kind::Outcome, outcome) {
        words::Tone::Good => Tone::Good,
        words::Tone::Bad => Tone::Bad,
        _ => Tone::Careful,
    };
    let grade = content.score.as_ref().map_or_else(
        || "资料不足，暂无信用评分".to_owned(),
        |score| format!("综合信用评分 {} 分，信用等级 {}", label::points(score.score), score.grade),
    );
    let mut blocks =
        vec![Block::Notice(tone, format!("{}。{grade}。", words::name(Kind::Outcome, outcome)))];
    blocks.extend(advice(content, outcome).into_iter().map(Block::Paragraph));
    section("一、结论与建议", blocks)
}

/// Advice for the officer; the institution decides.
fn advice(content: &Content, outcome: &str) -> Vec<String> {
    let findings = || {
        content.decision.iter().flat_map(|decision| &decision.parts).flat_map(|part| &part.findings)
    };
    let named = |wanted: &str| -> Vec<&str> {
        findings().filter(|one| one.outcome == wanted).map(|one| one.title.as_str()).collect()
    };
    let mut advice = Vec::new();
    match outcome {
        "approve" => advice.push("建议：规则未发现不利情形，可按正常程序开展尽职调查。".to_owned()),
        "refuse" => advice.push(format!("建议：不予准入，原因为{}。", named("refuse").join("、"))),
        _ => {}
    }
    let open = named("refer");
    if !open.is_empty() {
        advice.push(format!("建议人工核实：{}。", open.join("、")));
    }
    if let Some(score) = &content.score
        && score.probability >= 0.08
    {
        advice.push("建议：违约概率偏高，关注还款来源，可要求增信或控制额度与期限。".to_owned());
    }
    advice
}

fn identity(content: &Content) -> Section {
    let (subject, order) = (&content.subject, &content.order);
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
    let amount = format!("{} 元", label::grouped(&order.amount.to_string()));
    let blocks = vec![pairs(vec![
        ("名称", subject.name.clone()),
        ("主体类型", subject.kind.clone()),
        ("统一社会信用代码", or_dash(&subject.credit_code)),
        ("所在区县", or_dash(&subject.region)),
        ("行业", or_dash(&subject.industry)),
        ("企业规模", or_dash(&subject.size)),
        ("申请机构", order.institution.clone()),
        ("申请产品", order.product.clone()),
        ("申请金额", amount),
        ("申请期限", format!("{} 个月", order.term_months)),
        ("贷款用途", order.purpose.clone()),
        ("订单编号", order.number.clone()),
    ])];
    section("二、主体与申请", blocks)
}

fn score(content: &Content) -> Section {
    let Some(score) = &content.score else {
        let sentence = "缺少评分所需的财务报表或关键指标，本报告不含评分。";
        return section("三、信用评分", vec![Block::Paragraph(sentence.to_owned())]);
    };
    let mut blocks = vec![
        pairs(vec![
            ("综合信用评分", label::points(score.score)),
            ("信用等级", score.grade.clone()),
            ("违约概率", format!("{:.2} %", score.probability * 100.0)),
            ("模型版本", label::model(&score.model_version)),
        ]),
        Block::Figure(Figure::Radar(
            score.dimensions.iter().map(|one| (one.title.clone(), one.score)).collect(),
        )),
    ];
    blocks.push(sum(score));
    if score.distribution.len() > 2 {
        blocks.push(Block::Figure(Figure::Distribution(score.distribution.clone(), score.score)));
    }
    section("三、信用评分", blocks)
}

/// The score as a sum that anyone can check; of a score of before, its dimensions alone.
fn sum(score: &ScorePart) -> Block {
    let standing = |score: Option<f64>| score.map_or_else(|| "未评".to_owned(), label::points);
    let cells = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
    let Some(base) = score.base_points else {
        let each = score.dimensions.iter();
        return Block::Table {
            head: cells(["维度", "得分（0–100）"]),
            rows: each.map(|one| vec![one.title.clone(), standing(one.score)]).collect(),
        };
    };
    let line =
        |title: &str, standing: String, points: String| vec![title.to_owned(), standing, points];
    let each = score.dimensions.iter();
    let dimensions =
        each.map(|one| line(&one.title, standing(one.score), label::signed(one.points)));
    let mut rows =
        vec![line("基准分（各项均为常见水平的企业）", "50".to_owned(), label::points(base))];
    rows.extend(dimensions);
    rows.push(line("综合信用评分（以上相加）", String::new(), label::points(score.score)));
    let head = ["构成", "得分（0–100，50 为常见水平）", "分值"];
    Block::Table { head: head.map(str::to_owned).to_vec(), rows }
}

fn reasons(content: &Content) -> Section {
    let Some(ScorePart { reasons_for, reasons_against, other_points, missing, .. }) =
        &content.score
    else {
        return section("四、评分依据", vec![Block::Paragraph("无评分。".to_owned())]);
    };
    let table = |title: &str, reasons: &[crate::content::ReasonPart]| Block::Table {
        head: vec![title.to_owned()],
        rows: reasons.iter().map(|reason| vec![reason.sentence.clone()]).collect(),
    };
    let mut blocks = vec![table("不利因素", reasons_against), table("有利因素", reasons_for)];
    if let Some(other) = other_points {
        let other = label::signed(*other);
        blocks.push(Block::Paragraph(format!(
            "与各项均为常见水平的企业相比；未列出的其余因素合计 {other} 分。"
        )));
    }
    if !missing.is_empty() {
        blocks.push(Block::Paragraph(format!("缺失的指标：{} 项。", missing.len())));
    }
    section("四、评分依据", blocks)
}

fn risks(content: &Content) -> Section {
    let Some(DecisionPart { parts, .. }) = &content.decision else {
        return section("五、风险核查", vec![Block::Paragraph("尚未核查。".to_owned())]);
    };
    let row = |part: &RulesPart, finding: &FindingPart| {
        vec![
            words::name(Kind::RuleKind, &part.kind).to_owned(),
            finding.rule.clone(),
            finding.sentence.clone(),
            words::name(Kind::Outcome, &finding.outcome).to_owned(),
        ]
    };
    let rows: Vec<_> =
        parts.iter().flat_map(|part| part.findings.iter().map(|one| row(part, one))).collect();
    let versions: Vec<_> = parts
        .iter()
        .map(|part| {
            format!("{}规则第 {} 版", words::name(Kind::RuleKind, &part.kind), part.version)
        })
        .collect();
    let mut blocks = vec![Block::Paragraph(format!("依据：{}。", versions.join("、")))];
    if rows.is_empty() {
        let kinds: Vec<_> =
            parts.iter().map(|part| words::name(Kind::RuleKind, &part.kind)).collect();
        let sentence = format!("{}均未命中规则。", kinds.join("、"));
        blocks.push(Block::Notice(Tone::Good, sentence));
    } else {
        let head = ["类别", "规则", "说明", "结果"].map(str::to_owned).to_vec();
        blocks.push(Block::Table { head, rows });
    }
    section("五、风险核查", blocks)
}

fn facts(content: &Content) -> Section {
    let mut rows = Vec::new();
    for fact in &content.facts {
        for (label, value) in label::fields(&fact.item, &fact.value) {
            rows.push(vec![
                fact.title.clone(),
                label,
                value,
                fact.source.clone(),
                fact.as_of.to_string(),
            ]);
        }
    }
    let head = ["类别", "内容", "数值", "来源", "日期"].map(str::to_owned).to_vec();
    section("六、信用信息", vec![Block::Table { head, rows }])
}

fn history(content: &Content) -> Section {
    if content.history.is_empty() {
        return section("七、平台融资记录", vec![Block::Paragraph(counted(content))]);
    }
    let row = |one: &crate::content::HistoryPart| {
        vec![
            one.submitted_on.to_string(),
            one.institution.clone(),
            label::grouped(&one.amount),
            words::name(Kind::Order, &one.state).to_owned(),
        ]
    };
    let head = ["申请日期", "金融机构", "金额（元）", "状态"].map(str::to_owned).to_vec();
    let rows = content.history.iter().map(row).collect();
    section("七、平台融资记录", vec![Block::Table { head, rows }])
}

/// Where the report is verified, with as much of the digest as it takes.
fn verify_address(seal: &Seal) -> String {
    let code: String = seal.digest.chars().take(DIGITS_MIN).collect();
    format!("{}/verify/{}?digest={code}", seal.origin, seal.number)
}

/// The other orders without their names and sums, which the consent does not open.
fn counted(content: &Content) -> String {
    let counts = &content.history_counts;
    if counts.is_empty() {
        return "在本平台没有其他融资申请。".to_owned();
    }
    let total: i64 = counts.iter().map(|one| one.orders).sum();
    let each: Vec<_> = counts
        .iter()
        .map(|one| format!("{} {} 笔", words::name(Kind::Order, &one.state), one.orders))
        .collect();
    let each = each.join("、");
    format!("在本平台另有 {total} 笔融资申请：{each}。申请人的授权不含其机构与金额。")
}

fn provenance(content: &Content, seal: &Seal) -> Section {
    let model =
        content.score.as_ref().map_or("—".to_owned(), |score| label::model(&score.model_version));
    let blocks = vec![
        pairs(vec![
            ("报告编号", format!("{}（第 {} 版）", seal.number, seal.version)),
            ("出具时间", shanghai(seal.created_at)),
            ("授权编号", seal.consent_number.clone()),
            ("模型版本", model),
            ("防伪指纹", seal.digest.clone()),
            ("核验地址", verify_address(seal)),
        ]),
        Block::Paragraph(
            "声明：本报告依据申请人授权，由平台对采集的信息自动加工生成，供受理机构内部参考，为决策辅助，不构成征信报告；\
             授信由金融机构独立决定。评分为自动化处理的结果，申请人有权要求说明、提出异议并要求人工复核。未经授权不得复制、\
             转让或用于其他目的。"
                .to_owned(),
        ),
    ];
    section("八、说明", blocks)
}
