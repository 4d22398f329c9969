//! Verification, anti-fraud and admission of an application, by rules that are versioned data. Runs when an application
//! has arrived, and again when its officer asks.

mod activation;
mod case;
mod deletion;
mod inputs;
mod order;
mod queue;
mod replay;
mod run;
mod shadow;
mod sweep;
mod version;

web::function! {
    "辅助决策：验真、反欺诈与准入规则，版本、启用、影子运行与重放";
    order::read,
    order::decide,
    queue::read,
    replay::replay,
    version::inputs,
    version::list,
    version::draft,
    deletion::delete,
    activation::activate,
    shadow::begin,
    shadow::end,
    shadow::differences;
    post "/scheduled/decide-application" => sweep::sweep,
    get "/metrics/decisions" => queue::metrics,
}
