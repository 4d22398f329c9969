use super::monitor::{ModelDrift, list};
use super::{InputDrift, Level};
use domain::Role;
use maud::{Markup, html};
use pages::shanghai;
use web::{Answer, Caller, Fault, Platform, Problem, Response, StatusCode};

const TITLE: &str = "模型监控";
/// The width of the chart's bars, of a hundred.
const BAR: f64 = 8.0;

/// 模型监控: the same as `GET /api/model-monitor`, for people.
pub(crate) async fn page(platform: Platform, caller: Result<Caller, Problem>) -> Answer<Response> {
    let read = async {
        let Caller(session) = caller?;
        if !matches!(session.role, Role::Operator | Role::Regulator) {
            return Err(Fault::ForbiddenRole.into());
        }
        list(&platform.store().await?).await
    };
    match read.await {
        Ok(models) => Ok(pages::respond(StatusCode::OK, TITLE, &body(&models))),
        Err(problem) => pages::refuse("暂不能查看模型监控", problem),
    }
}

fn body(models: &[ModelDrift]) -> Markup {
    html! {
        main {
            header {
                p class="brand" { "融通 · 融资综合服务平台" }
                h1 { (TITLE) }
                p class="meta" { "近三十天的评分与训练总体相比；群体稳定性指标（PSI）低于 0.1 为稳定，0.1 至 0.25 需关注，高于 0.25 应重新训练。" }
            }
            @if models.is_empty() {
                p class="notice careful" { "还没有测量结果。系统每小时测量一次。" }
            }
            @for model in models { (self::model(model)) }
        }
    }
}

fn model(drift: &ModelDrift) -> Markup {
    let class = match drift.level {
        Level::Stable => "notice good",
        Level::TooFew | Level::Watch => "notice careful",
        Level::Act => "notice bad",
    };
    html! {
        section {
            h2 { (words::name(words::Kind::Model, &drift.model)) " " (drift.model_version) }
            p class=(class) {
                (drift.level.title()) @if drift.uncertain { "（评分不足 500 次，仅供参考）" }
                "：评分 PSI " (drift.psi) "，" (drift.scores) " 次评分"
            }
            p class="meta" { "测量于 " (shanghai(drift.measured_at)) }
            (deciles(&drift.report.deciles))
            div class="table" tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "输入项" } th scope="col" class="number" { "PSI" } th scope="col" { "状态" }
                        th scope="col" class="number" { "缺失率" } th scope="col" class="number" { "训练时缺失率" }
                    } }
                    tbody { @for input in &drift.report.inputs { (self::input(input)) } }
                }
            }
            details {
                summary { "近三十天" }
                table {
                    thead { tr {
                        th scope="col" { "日期" } th scope="col" class="number" { "评分次数" }
                        th scope="col" class="number" { "PSI" } th scope="col" { "状态" }
                    } }
                    tbody {
                        @for day in &drift.history {
                            tr {
                                td class="day" { (day.day) } td class="number" { (day.scores) }
                                td class="number" { (day.psi) } td { (day.level.title()) @if day.uncertain { "（参考）" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn input(input: &InputDrift) -> Markup {
    html! {
        tr {
            td { (input.title) } td class="number" { (format!("{:.4}", input.psi)) } td { (input.level.title()) }
            td class="number" { (percent(input.missing)) } td class="number" { (percent(input.missing_in_training)) }
        }
    }
}

/// The tenths of the training population as bars; the line is where all of them would end without drift.
fn deciles(shares: &[f64]) -> Markup {
    let most = shares.iter().copied().fold(0.2_f64, f64::max);
    let height = |share: f64| 30.0 * share / most;
    html! {
        svg viewBox="0 0 100 42" role="img" aria-label="各十分位的评分占比" xmlns="http://www.w3.org/2000/svg" {
            @for (tenth, &share) in shares.iter().enumerate() {
                @let left = tenth as f64 * 10.0 + 1.0;
                rect class="accent area" x=(left) y=(34.0 - height(share)) width=(BAR) height=(height(share)) {}
                @let (middle, top) = (left + BAR / 2.0, 33.0 - height(share));
                text class="body text" x=(middle) y=(top) font-size="2.6" text-anchor="middle" { (percent(share)) }
            }
            @let even = 34.0 - height(0.1);
            line class="accent line" x1="0" y1=(even) x2="100" y2=(even) stroke-dasharray="2 1" {}
            text class="body text" x="0" y="39" font-size="3" { "风险最低的十分之一" }
            text class="body text" x="100" y="39" font-size="3" text-anchor="end" { "风险最高的十分之一" }
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
