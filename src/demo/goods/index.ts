import { medical } from './care.ts';
import { fashion, souvenir } from './craft.ts';
import { food } from './food.ts';
import { type Good, goodsOf } from './good.ts';
import { electronics, stationery } from './office.ts';
import { furniture, tools } from './rooms.ts';
import { accommodation, courier, creative, rental, transport } from './services.ts';

export { type Special, specialsOf } from './regional.ts';

const kinds = {
  ...{ food, transport, courier, furniture, stationery, souvenir, medical },
  ...{ fashion, tools, creative, accommodation, electronics, rental },
};

export type GoodsCategory = keyof typeof kinds;

/** Every good of every category, the specialities of provinces apart. */
export function allGoods(): ReadonlyMap<GoodsCategory, readonly Good[]> {
  const names = Object.keys(kinds) as GoodsCategory[];
  return new Map(names.map((name) => [name, goodsOf(name, kinds[name])]));
}
