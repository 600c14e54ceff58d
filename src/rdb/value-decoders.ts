/** Which decoder reads which layout. One of each, used again and again. */
import { UnsupportedError } from '../errors.ts';
import type { Context, Looked, ValueDecoder } from './context.ts';
import type { TypeSpec } from './types.ts';
import { ArrayDecoder } from './values/array.ts';
import { CronDecoder } from './values/cron.ts';
import { DragonflyJsonDecoder } from './values/dragonfly-json.ts';
import { DragonflySketchDecoder } from './values/dragonfly-sketch.ts';
import { ElementsDecoder } from './values/elements.ts';
import { ModuleDecoder } from './values/module.ts';
import { PackedDecoder } from './values/packed.ts';
import { PathHashDecoder } from './values/path-hash.ts';
import { QuicklistDecoder } from './values/quicklist.ts';
import { StreamDecoder } from './values/stream.ts';
import { StringDecoder } from './values/string.ts';
import { TemplateDecoder } from './values/template.ts';
import { TextExpiryDecoder } from './values/text-expiry.ts';

export class ValueDecoders {
  private readonly string: StringDecoder;
  private readonly elements: ElementsDecoder;
  private readonly packed: PackedDecoder;
  private readonly quicklist: QuicklistDecoder;
  private readonly stream: StreamDecoder;
  private readonly module: ModuleDecoder;
  private readonly array: ArrayDecoder;
  private readonly template: TemplateDecoder;
  private readonly pathHash: PathHashDecoder;
  private readonly cron: CronDecoder;
  private readonly textExpiry: TextExpiryDecoder;
  private readonly dragonflyJson: DragonflyJsonDecoder;
  private readonly dragonflySketch: DragonflySketchDecoder;

  constructor(context: Context) {
    this.string = new StringDecoder(context);
    this.elements = new ElementsDecoder(context);
    this.packed = new PackedDecoder(context);
    this.quicklist = new QuicklistDecoder(context);
    this.stream = new StreamDecoder(context);
    this.module = new ModuleDecoder(context);
    this.array = new ArrayDecoder(context);
    this.template = new TemplateDecoder(context);
    this.pathHash = new PathHashDecoder(context);
    this.cron = new CronDecoder(context);
    this.textExpiry = new TextExpiryDecoder(context);
    this.dragonflyJson = new DragonflyJsonDecoder(context);
    this.dragonflySketch = new DragonflySketchDecoder(context);
  }

  /** The decoder for values of this type, set to the value's first byte. @throws UnsupportedError */
  begin({ layout, byte }: TypeSpec, interest: Looked): ValueDecoder {
    switch (layout.kind) {
      case 'string':
        this.string.begin(interest);
        return this.string;
      case 'elements':
        this.elements.begin(layout, interest);
        return this.elements;
      case 'packed':
        this.packed.begin(layout, interest);
        return this.packed;
      case 'nodes':
        this.quicklist.begin(layout, interest);
        return this.quicklist;
      case 'stream':
        this.stream.begin(layout.version, interest);
        return this.stream;
      case 'module':
        this.module.begin(interest);
        return this.module;
      case 'array':
        this.array.begin(interest);
        return this.array;
      case 'template':
        this.template.begin(layout, interest);
        return this.template;
      case 'path-hash':
        this.pathHash.begin(interest);
        return this.pathHash;
      case 'cron':
        this.cron.begin(interest);
        return this.cron;
      case 'text-expiry':
        this.textExpiry.begin(layout, interest);
        return this.textExpiry;
      case 'dragonfly-json':
        this.dragonflyJson.begin(interest);
        return this.dragonflyJson;
      case 'dragonfly-sketch':
        this.dragonflySketch.begin(layout.sketch, interest);
        return this.dragonflySketch;
      case 'unreadable':
        throw new UnsupportedError(`value of type ${byte} cannot be read: ${layout.why}`);
    }
  }
}
