"""From data sets to the platform's scoring models: dictionary, trees, linear part, fusion, ONNX graph, measures."""
