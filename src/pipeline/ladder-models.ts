import { UnisonoError } from '../core/errors.js';
import { BASE, MERGED, type NamedModel, type Rung, trainedRungs } from './models.js';
import type { RunContext } from './run-context.js';
import { type EncodeFiles, runEncode } from './stages/encode.js';
import { runMerge } from './stages/merge.js';
import { type ExampleFiles, runRetrieve } from './stages/retrieve.js';
import { runTrain } from './stages/train.js';
import { runVary } from './stages/vary.js';
import { runWeights } from './stages/weights.js';

/** The models of a run's ladder, each made when it is first asked for, and only once. */
export class LadderModels {
  private readonly made = new Map<string, Promise<NamedModel>>();
  private weighed: Promise<string> | undefined;

  private constructor(
    private readonly run: RunContext,
    /** Of the rungs that can be trained, in the order of the ladder. */
    readonly rungs: readonly Rung[],
    /** JSON lines of training and test examples. */
    readonly examples: ExampleFiles,
    private readonly encoded: EncodeFiles,
  ) {}

  /** Carries out the stages that all models need: variants, retrieval, embeddings. */
  static async prepare(run: RunContext): Promise<LadderModels> {
    const { specialists, training } = run.config;
    const examples = await runRetrieve(run, await runVary(run));
    const encoded = await runEncode(run, examples.train);
    return new LadderModels(run, trainedRungs(specialists, training.kl !== undefined), examples, encoded);
  }

  /**
   * The model of that name; starts to make it, and what it is made of, if nobody asked for it before.
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

  /** weights.json of the specialists. */
  weights(): Promise<string> {
    this.weighed ??= this.specialists().then((models) => runWeights(this.run, models, this.encoded));
    return this.weighed;
  }

  /** What is merged, in the order of the settings. */
  specialists(): Promise<NamedModel[]> {
    return Promise.all(Object.keys(this.run.config.specialists).map((name) => this.model(name)));
  }

  private async make(name: string): Promise<NamedModel> {
    const { run, rungs, examples, encoded } = this;
    if (name === BASE) return { name, dir: run.config.model };
    if (name === MERGED) {
      const models = await this.specialists();
      return { name, dir: await runMerge(run, models, await this.weights()) };
    }
    const rung = rungs.find((each) => each.name === name);
    if (rung) return { name, dir: await runTrain(run, rung, examples.train, encoded) };
    const known = [BASE, ...rungs.map((each) => each.name), MERGED].join(', ');
    throw new UnisonoError('BAD_ARGUMENT', { op: 'ladder', reason: `it has no model "${name}"; it has ${known}` });
  }
}
