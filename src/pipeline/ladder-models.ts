import { UnisonoError } from '../core/errors.js';
import { pairLossesOf } from '../training/settings.js';
import { BASE, MERGED, type NamedModel, type Rung, trainedRungs } from './models.js';
import type { RunContext } from './run-context.js';
import { type EncodeFiles, encoderPath, encodeStage } from './stages/encode.js';
import { mergeStage } from './stages/merge.js';
import { type ExampleFiles, retrieveStage } from './stages/retrieve.js';
import { trainStage } from './stages/train.js';
import { varyStage } from './stages/vary.js';
import { type WeightsFiles, weightsStage } from './stages/weights.js';

/** The models of a run's ladder, each made once, on the first request. */
export class LadderModels {
  private readonly made = new Map<string, Promise<NamedModel>>();
  private weighed: Promise<WeightsFiles> | undefined;

  private constructor(
    private readonly run: RunContext,
    /** Of the rungs that can be trained, in the order of the ladder. */
    readonly rungs: readonly Rung[],
    /** JSON lines of training and test examples. */
    readonly examples: ExampleFiles,
    private readonly encoded: EncodeFiles,
  ) {}

  /** Runs the stages that all models need: variants, retrieval, embeddings. */
  static async prepare(run: RunContext): Promise<LadderModels> {
    const { specialists, training, data, variation, retrieval, encoder, seed } = run.config;
    const { variants } = await run.stage(varyStage, { data, ...variation, seed });
    const examples = await run.stage(retrieveStage, { data, variants, ...retrieval });
    const { articles } = data;
    const encoded = await run.stage(encodeStage, { articles, examples: examples.train, encoder, seed });
    return new LadderModels(run, trainedRungs(specialists, pairLossesOf(training)), examples, encoded);
  }

  /**
   * The model of that name; on the first request makes it and the models it is made of.
   *
   * @throws BAD_ARGUMENT if the ladder has no such model, and the errors of the stages that make it
   */
  model(name: string): Promise<NamedModel> {
    const known = this.made.get(name);
    if (known) return known;
    const making = this.make(name);
    this.made.set(name, making);
    return making;
  }

  /** The layer weights of the specialists, and what they were measured on. */
  weights(): Promise<WeightsFiles> {
    this.weighed ??= this.weigh();
    return this.weighed;
  }

  private async weigh(): Promise<WeightsFiles> {
    const { weights, encoder: choice, seed } = this.run.config;
    const { queries: count, ...how } = weights;
    const { queries } = this.encoded;
    const encoder = encoderPath(choice, this.encoded);
    const models = await this.specialists();
    return this.run.stage(weightsStage, { models, queries, encoder, count, ...how, seed });
  }

  /** The models to merge, in the order of the settings. */
  specialists(): Promise<NamedModel[]> {
    return Promise.all(Object.keys(this.run.config.specialists).map((name) => this.model(name)));
  }

  private async make(name: string): Promise<NamedModel> {
    const { run, rungs, encoded } = this;
    const { model: base, merge, prompt, training, seed } = run.config;
    if (name === BASE) return { name, dir: base };
    if (name === MERGED) {
      const models = await this.specialists();
      const { weights } = await this.weights();
      const finalPlace = run.path(mergeStage.name, 'model');
      const { model } = await run.stage(mergeStage, { base, models, weights, ...merge, seed, finalPlace });
      return { name, dir: model };
    }
    const rung = rungs.find((each) => each.name === name);
    if (rung) {
      const { queries, embeddings } = encoded;
      const triplets = rung.triplets && { encoded: { queries, embeddings } };
      const options = { rung, base, examples: this.examples.train, ...triplets, prompt, training, seed };
      return { name, dir: (await run.stage(trainStage, options, `train/${name}`)).model };
    }
    const known = [BASE, ...rungs.map((each) => each.name), MERGED].join(', ');
    throw new UnisonoError('BAD_ARGUMENT', { op: 'ladder', reason: `it has no model "${name}"; it has ${known}` });
  }
}
