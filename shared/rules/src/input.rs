use rust_decimal::Decimal;
use serde_json::{Map, Value};
use zen_expression::variable::Variable;

/// The values that rules may read, by name; null or absent is missing. Decimals are strings, so that none is rounded.
pub type Inputs = Map<String, Value>;

/// No longer text is looked at.
const TEXT_MAX: usize = 4096;

/// What kind of value an input has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A decimal, written as a string or an integer.
    Number,
    /// A text.
    Text,
    /// True or false.
    Flag,
}

/// A line of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// snake_case, as rules write it.
    pub name: &'static str,
    /// Chinese.
    pub title: &'static str,
    /// What kind of value.
    pub kind: Kind,
}

macro_rules! inputs {
    ($($name:ident: $kind:ident, $title:literal;)*) => {
        /// Every input that a rule may read.
        pub const INPUTS: &[Input] =
            &[$(Input { name: stringify!($name), title: $title, kind: Kind::$kind }),*];
    };
}

inputs! {
    subject_type: Text, "主体类型";
    amount: Number, "申请金额（元）";
    term_months: Number, "申请期限（月）";
    purpose: Text, "贷款用途";
    consent_given: Flag, "已取得数据授权";
    credit_code_valid: Flag, "统一社会信用代码校验";
    registration_status: Text, "登记状态";
    registration_name_matches: Flag, "登记名称一致";
    legal_person_matches: Flag, "法定代表人一致";
    business_age_months: Number, "成立月数";
    tax_arrears: Number, "欠税金额（元）";
    tax_grade: Text, "纳税信用等级";
    taxable_sales: Number, "近十二个月应税销售额（元）";
    amount_to_sales: Number, "申请金额与应税销售额之比";
    insured_employees: Number, "参保人数";
    insurance_arrears_months: Number, "社保欠缴月数";
    utility_arrears_months: Number, "水电气欠费月数";
    penalties: Number, "近三十六个月行政处罚次数";
    serious_penalties: Number, "近三十六个月严重行政处罚次数";
    dishonest_debtor: Flag, "失信被执行人";
    open_executions: Number, "未结执行案件数";
    accounts_age_months: Number, "最近财务报表距今月数";
    score: Number, "综合信用评分";
    grade: Text, "信用等级";
    probability: Number, "违约概率";
    applications_30d: Number, "本主体近三十天申请次数";
    same_phone_applicants: Number, "近九十天使用同一联系电话的其他主体数";
    same_device_applicants: Number, "近九十天使用同一设备的其他主体数";
    same_address_applicants: Number, "登记于同一地址的其他主体数";
    same_legal_person_applicants: Number, "同一法定代表人的其他主体数";
    same_project_orders: Number, "同一项目的其他在途或已放款申请数";
    blacklist_hits: Number, "命中名单数";
    greylist_hits: Number, "命中关注名单数";
    score_drop: Number, "评分较放款时下降（分）";
    new_penalties: Number, "放款后新增行政处罚次数";
    new_executions: Number, "放款后新增执行案件数";
    days_past_maturity: Number, "到期未结清天数";
}

impl Input {
    /// The input of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        INPUTS.iter().find(|input| input.name == name)
    }

    /// A value for the expression engine; `None` when it is missing or not of the kind.
    pub(crate) fn variable(&self, value: &Value) -> Option<Variable> {
        match (self.kind, value) {
            (Kind::Flag, Value::Bool(flag)) => Some(Variable::Bool(*flag)),
            (Kind::Text, Value::String(text)) if text.len() <= TEXT_MAX => {
                Some(Variable::String(text.as_str().into()))
            }
            (Kind::Number, Value::String(text)) => {
                text.parse::<Decimal>().ok().map(Variable::Number)
            }
            (Kind::Number, Value::Number(number)) => {
                number.as_i64().map(|number| Variable::Number(number.into()))
            }
            _ => None,
        }
    }
}
