// Small ONNX models written byte by byte for tests: what a hostile or broken vendor could upload, without any exporter.

type Part = Uint8Array;

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
const bytesField = (field: number, content: Uint8Array | readonly number[]): Part =>
  Uint8Array.from([...varint(field * 8 + 2), ...varint(content.length), ...content]);
const numberField = (field: number, value: number): Part => Uint8Array.from([...varint(field * 8), ...varint(value)]);
const textField = (field: number, value: string): Part => bytesField(field, Buffer.from(value, 'utf8'));
const message = (...parts: readonly Part[]): Uint8Array => Buffer.concat(parts);

export const FLOAT = 1;
export const UINT16 = 4;
export const INT64 = 7;
export const BOOL = 9;

/** A graph input or output; a string dimension is free. */
export const valueInfo = (name: string, type: number, shape: readonly (number | string)[]): Uint8Array => {
  const dimensions = shape.map((size) =>
    bytesField(1, typeof size === 'number' ? numberField(1, size) : textField(2, size)),
  );
  const tensor = message(numberField(1, type), bytesField(2, message(...dimensions)));
  return message(textField(1, name), bytesField(2, bytesField(1, tensor)));
};

export const attributeGraph = (name: string, graph: Uint8Array): Uint8Array =>
  message(textField(1, name), bytesField(6, graph), numberField(20, 5));
export const boolTensor = (name: string, value: boolean): Uint8Array =>
  message(numberField(2, BOOL), textField(8, name), bytesField(9, [value ? 1 : 0]));
export const node = (
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Uint8Array[] = [],
  domain = '',
): Uint8Array =>
  message(
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, operator),
    ...attributes.map((attribute) => bytesField(5, attribute)),
    ...(domain === '' ? [] : [textField(7, domain)]),
  );

export type GraphParts = {
  readonly nodes: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
  readonly initializers?: readonly Uint8Array[];
};

export const graph = ({ nodes, inputs, outputs, initializers = [] }: GraphParts): Uint8Array =>
  message(
    ...nodes.map((each) => bytesField(1, each)),
    textField(2, 'test'),
    ...initializers.map((each) => bytesField(5, each)),
    ...inputs.map((each) => bytesField(11, each)),
    ...outputs.map((each) => bytesField(12, each)),
  );

/** A whole model, opset 18. */
export const model = (parts: GraphParts): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    message(
      numberField(1, 9),
      bytesField(7, graph(parts)),
      bytesField(8, message(textField(1, ''), numberField(2, 18))),
    ),
  );

const FILM_INPUTS = [
  valueInfo('pixels', UINT16, ['batch', 1, 'rows', 'columns']),
  valueInfo('black', FLOAT, ['batch']),
  valueInfo('white', FLOAT, ['batch']),
];
const FILM_OUTPUTS = ['probability', 'adult_film', 'distance'].map((name) => valueInfo(name, FLOAT, ['batch']));

/** A model with the X-ray network's inputs and outputs whose probability is computed by the given nodes (from `black`). */
export const filmModel = (
  nodes: readonly Uint8Array[],
  initializers: readonly Uint8Array[] = [],
): Uint8Array<ArrayBuffer> =>
  model({
    inputs: FILM_INPUTS,
    outputs: FILM_OUTPUTS,
    nodes: [...nodes, node('Sub', ['black', 'black'], ['adult_film']), node('Sub', ['white', 'white'], ['distance'])],
    initializers,
  });

/** Answers black - black = 0 for every film. */
export const zeroModel = (): Uint8Array<ArrayBuffer> => filmModel([node('Sub', ['black', 'black'], ['probability'])]);

/** Answers 0 / 0. */
export const nanModel = (): Uint8Array<ArrayBuffer> =>
  filmModel([node('Sub', ['black', 'black'], ['zero']), node('Div', ['zero', 'zero'], ['probability'])]);

/** Answers one number too many. */
export const wrongShapeModel = (): Uint8Array<ArrayBuffer> =>
  filmModel([node('Concat', ['black', 'black'], ['probability'], [axis0()])]);

const axis0 = (): Uint8Array => message(textField(1, 'axis'), numberField(3, 0), numberField(20, 2));

/** Never returns: a Loop without a trip count whose condition stays true. */
export const endlessModel = (): Uint8Array<ArrayBuffer> => {
  const body = graph({
    nodes: [node('Identity', ['go_in'], ['go_out']), node('Add', ['carried_in', 'carried_in'], ['carried_out'])],
    inputs: [valueInfo('turn', INT64, []), valueInfo('go_in', BOOL, []), valueInfo('carried_in', FLOAT, ['batch'])],
    outputs: [valueInfo('go_out', BOOL, []), valueInfo('carried_out', FLOAT, ['batch'])],
  });
  return filmModel(
    [node('Loop', ['', 'go', 'black'], ['probability'], [attributeGraph('body', body)])],
    [boolTensor('go', true)],
  );
};
