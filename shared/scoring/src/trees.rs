//! The operator `TreeEnsembleRegressor` of `ai.onnx.ml`, which tract does not have: a walk over flat arrays. It takes
//! what the project's models use (`BRANCH_LEQ`, sum, no transform) and refuses the rest by name.

use std::sync::Arc;
use tract_onnx::model::ParsingContext;
use tract_onnx::pb::NodeProto;
use tract_onnx::tract_hir::internal::*;

/// A branch, or a leaf when `feature` is [`LEAF`]; then `threshold` is its value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) feature: u32,
    pub(crate) threshold: f32,
    pub(crate) yes: u32,
    pub(crate) no: u32,
    pub(crate) missing_goes_yes: bool,
}

pub(crate) const LEAF: u32 = u32::MAX;

impl Node {
    /// Whether a value goes to `yes`; a missing one is NaN.
    pub(crate) fn goes_yes(&self, value: f32) -> bool {
        if value.is_nan() { self.missing_goes_yes } else { value <= self.threshold }
    }
}

/// All trees of an operator, one after another, parents before children.
#[derive(Debug)]
pub(crate) struct Forest {
    pub(crate) roots: Vec<u32>,
    pub(crate) nodes: Vec<Node>,
}

impl Forest {
    /// What the trees make of a row together, added tree by tree as onnxruntime adds them.
    fn sum(&self, row: &[f32]) -> f32 {
        self.roots.iter().map(|&root| self.leaf(root, row)).sum()
    }

    fn leaf(&self, root: u32, row: &[f32]) -> f32 {
        let mut at = root;
        while let Some(node) = self.nodes.get(at as usize) {
            if node.feature == LEAF {
                return node.threshold;
            }
            let value = row.get(node.feature as usize).copied().unwrap_or(f32::NAN);
            at = if node.goes_yes(value) { node.yes } else { node.no };
        }
        0.0
    }
}

/// The operator, cheap to copy.
#[derive(Debug, Clone)]
pub(crate) struct TreeEnsembleRegressor(pub(crate) Arc<Forest>);

impl PartialEq for TreeEnsembleRegressor {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for TreeEnsembleRegressor {}

impl TreeEnsembleRegressor {
    /// For tract's registry.
    pub(crate) fn build(
        _: &ParsingContext,
        node: &NodeProto,
    ) -> TractResult<(Box<dyn InferenceOp>, Vec<String>)> {
        let sums = node.get_attr_opt::<&str>("aggregate_function")?.unwrap_or("SUM");
        node.expect(sums == "SUM", "aggregate_function is SUM")?;
        let transform = node.get_attr_opt::<&str>("post_transform")?.unwrap_or("NONE");
        node.expect(transform == "NONE", "post_transform is NONE")?;
        node.expect(node.get_attr::<i64>("n_targets")? == 1, "n_targets is 1")?;
        Ok((expand(Self(Arc::new(read(node)?))), vec![]))
    }
}

impl Expansion for TreeEnsembleRegressor {
    fn name(&self) -> StaticName {
        "TreeEnsembleRegressor".into()
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        solver: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        let ([input], [output]) = (inputs, outputs) else {
            bail!("one input, one output");
        };
        solver.equals(&output.datum_type, f32::datum_type())?;
        solver.equals(&output.rank, 2)?;
        solver.equals(&output.shape[0], &input.shape[0])?;
        solver.equals(&output.shape[1], 1.to_dim())
    }

    fn wire(
        &self,
        prefix: &str,
        model: &mut TypedModel,
        inputs: &[OutletId],
    ) -> TractResult<TVec<OutletId>> {
        model.wire_node(prefix, self.clone(), inputs)
    }
}

impl Op for TreeEnsembleRegressor {
    fn name(&self) -> StaticName {
        "TreeEnsembleRegressor".into()
    }

    op_as_typed_op!();
}

impl EvalOp for TreeEnsembleRegressor {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let input = args_1!(inputs);
        let input = input.to_plain_array_view::<f32>()?;
        let [rows, columns] = *input.shape() else {
            bail!("the input is rows by features");
        };
        let values = input.as_slice().context("the input is contiguous")?;
        let sums: Vec<f32> =
            values.chunks(columns.max(1)).take(rows).map(|row| self.0.sum(row)).collect();
        Ok(tvec!(Tensor::from_shape(&[rows, 1], &sums)?.into_tvalue()))
    }
}

impl TypedOp for TreeEnsembleRegressor {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let input = inputs.first().context("one input")?;
        let rows = input.shape.dims().first().context("rows by features")?;
        Ok(tvec!(f32::fact(&[rows.clone(), 1.to_dim()])))
    }

    as_op!();
}

/// The attributes of the nodes, one entry per node in each.
struct Columns<'a> {
    trees: &'a [i64],
    ids: &'a [i64],
    features: &'a [i64],
    thresholds: &'a [f32],
    modes: Vec<&'a [u8]>,
    yes: &'a [i64],
    no: &'a [i64],
    missing: &'a [i64],
}

impl<'a> Columns<'a> {
    fn of(node: &'a NodeProto) -> TractResult<Self> {
        let columns = Self {
            trees: node.get_attr_slice("nodes_treeids")?,
            ids: node.get_attr_slice("nodes_nodeids")?,
            features: node.get_attr_slice("nodes_featureids")?,
            thresholds: node.get_attr_slice("nodes_values")?,
            modes: node
                .get_attr_slice::<Vec<u8>>("nodes_modes")?
                .iter()
                .map(Vec::as_slice)
                .collect(),
            yes: node.get_attr_slice("nodes_truenodeids")?,
            no: node.get_attr_slice("nodes_falsenodeids")?,
            missing: node.get_attr_slice("nodes_missing_value_tracks_true")?,
        };
        let lengths = [
            columns.ids.len(),
            columns.features.len(),
            columns.thresholds.len(),
            columns.modes.len(),
            columns.yes.len(),
            columns.no.len(),
            columns.missing.len(),
        ];
        let equal = lengths.iter().all(|&length| length == columns.trees.len());
        node.expect(equal, "nodes_* are equally long")?;
        Ok(columns)
    }

    /// The node at a place, of the tree whose root stands at another.
    fn node(&self, at: usize, root: u32) -> TractResult<Node> {
        let id = *cell(self.ids, at)?;
        ensure!(
            i64::from(root) + id == i64::try_from(at)?,
            "node ids count up from 0 in each tree"
        );
        let child = |id: i64| -> TractResult<u32> {
            let child = u32::try_from(i64::from(root) + id)?;
            let place = child as usize;
            ensure!(place > at && place < self.trees.len(), "a child follows its parent");
            Ok(child)
        };
        match *cell(&self.modes, at)? {
            b"LEAF" => {
                Ok(Node { feature: LEAF, threshold: 0.0, yes: 0, no: 0, missing_goes_yes: false })
            }
            b"BRANCH_LEQ" => Ok(Node {
                feature: u32::try_from(*cell(self.features, at)?)?,
                threshold: *cell(self.thresholds, at)?,
                yes: child(*cell(self.yes, at)?)?,
                no: child(*cell(self.no, at)?)?,
                missing_goes_yes: *cell(self.missing, at)? != 0,
            }),
            other => bail!("mode {} is not supported", String::from_utf8_lossy(other)),
        }
    }
}

fn cell<T>(column: &[T], at: usize) -> TractResult<&T> {
    column.get(at).context("a column is too short")
}

/// The attributes as flat arrays.
fn read(node: &NodeProto) -> TractResult<Forest> {
    let columns = Columns::of(node)?;
    let mut forest = Forest { roots: Vec::new(), nodes: Vec::with_capacity(columns.trees.len()) };
    let (mut root, mut before) = (0, None);
    for (at, tree) in columns.trees.iter().enumerate() {
        if before != Some(tree) {
            root = u32::try_from(at)?;
            forest.roots.push(root);
            before = Some(tree);
        }
        forest.nodes.push(columns.node(at, root)?);
    }
    read_values(node, &mut forest)?;
    Ok(forest)
}

/// Gives each leaf its value.
fn read_values(node: &NodeProto, forest: &mut Forest) -> TractResult<()> {
    let trees = node.get_attr_slice::<i64>("target_treeids")?;
    let ids = node.get_attr_slice::<i64>("target_nodeids")?;
    let weights = node.get_attr_slice::<f32>("target_weights")?;
    let same = [ids.len(), weights.len()];
    node.expect(same.iter().all(|&length| length == trees.len()), "target_* are equally long")?;
    for ((&tree, &id), &weight) in trees.iter().zip(ids).zip(weights) {
        let root = forest.roots.get(usize::try_from(tree)?).context("a vote of an unknown tree")?;
        let leaf = usize::try_from(i64::from(*root) + id)?;
        let found = forest.nodes.get_mut(leaf).filter(|node| node.feature == LEAF);
        found.context("a vote of an unknown leaf")?.threshold += weight;
    }
    Ok(())
}
