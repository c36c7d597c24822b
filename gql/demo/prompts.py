"""Prompts as people write them: a subject, a setting, a style and parameters, in Chinese or in English."""

import json
from random import Random
from typing import Final, NamedTuple

Words = tuple[tuple[str, str], ...]

SUBJECTS: Final[Words] = (
    ("一只戴着墨镜的橘猫", "an orange cat wearing sunglasses"),
    ("身穿汉服的少女", "a young woman in hanfu"),
    ("一位白发的老船长", "an old captain with white hair"),
    ("雪山脚下的小木屋", "a small wooden hut at the foot of a snowy mountain"),
    ("悬浮在云海中的古城", "an ancient city floating above a sea of clouds"),
    ("复古蒸汽火车", "a vintage steam train"),
    ("会发光的鲸鱼", "a glowing whale"),
    ("给盆栽浇水的小机器人", "a tiny robot watering a bonsai"),
    ("一杯手冲咖啡 & 羊角面包", "a cup of pour-over coffee & a croissant"),
    ("江南水乡的石桥", "a stone bridge in a Jiangnan water town"),
    ("穿红色斗篷的骑士", "a knight in a red cloak"),
    ("玻璃瓶里的热带雨林", "a rainforest inside a glass bottle"),
    ("未来主义电动跑车", "a futuristic electric sports car"),
    ("敦煌飞天", "a flying apsara from the Dunhuang murals"),
    ("秋天的狐狸 🦊", "an autumn fox 🦊"),
    ("极简风格的茶室", "a minimalist tea room"),
    ("宇航员和向日葵", "an astronaut with sunflowers"),
    ("森林里的图书馆", "a library in the forest"),
    ("咖啡品牌标志 <山野>", 'a coffee logo named "Wild & Co"'),
    ("背着灯塔的巨龟", "a giant turtle that carries a lighthouse"),
)
SETTINGS: Final[Words] = (
    ("坐在霓虹灯下的屋顶上", "on a rooftop under neon lights"),
    ("清晨薄雾中", "in the morning mist"),
    ("黄昏的海边，金色的光", "by the sea at dusk, golden light"),
    ("下着雨的重庆街头，倒影", "in the rainy streets of Chongqing, reflections"),
    ("樱花盛开的山坡", "on a hillside full of cherry blossom"),
    ("银河下的沙漠", "in the desert under the Milky Way"),
    ("漫天大雪", "in heavy snowfall"),
    ("阳光透过窗户洒进来", "sunlight falling through the window"),
    ("纯白背景，摄影棚灯光", "plain white background, studio lighting"),
    ("远处有一叶扁舟，留白", "a small boat far away, negative space"),
    ("热闹的夜市", "at a busy night market"),
    ("极光照亮的湖面", "by a lake lit by the northern lights"),
)
STYLES: Final[Words] = (
    ("水墨画", "ink wash painting"),
    ("赛博朋克风格，高饱和", "cyberpunk, saturated colours"),
    ("吉卜力风格插画", "hand-drawn anime illustration"),
    ("电影感，35mm 胶片", "cinematic, 35mm film"),
    ("水彩，柔和的色调", "watercolour, soft tones"),
    ("等距视角，3D 渲染", "isometric, 3D render"),
    ("超写实摄影，细节丰富，8k", "hyperrealistic photography, rich detail, 8k"),
    ("扁平矢量插画", "flat vector illustration"),
    ("油画，厚涂笔触", "oil painting, thick brush strokes"),
    ("儿童绘本", "children's book illustration"),
)
PARAMETERS: Final = (
    "",
    " --ar 16:9 --v 6.1",
    " --ar 16:9 --v 6.1 --s 250",
    " --ar 3:4 --v 7",
    " --v 7",
    " --niji 6",
    " --ar 2:3 --niji 6 --s 180",
    " --ar 21:9 --v 6.1 --chaos 20",
    " --ar 9:16 --v 6 --q 2",
    " --ar 1:1 --stylize 750 --no text",
    " --relax",
    " --v 5.2 --iw 1.5",
)
CHINESE_SHARE: Final = 0.62


class Prompt(NamedTuple):
    """A prompt as written, its English form, and `properties` as new-api keeps them after a success."""

    text: str
    english: str
    properties: str


NO_PROPERTIES: Final = '{"finalPrompt":"","finalZhPrompt":""}'


def pool(random: Random, size: int) -> list[Prompt]:
    """`size` prompts; some may be alike."""
    return [_prompt(random) for _ in range(size)]


def _prompt(random: Random) -> Prompt:
    parts = [random.choice(words) for words in (SUBJECTS, SETTINGS, STYLES)]
    parameters = random.choice(PARAMETERS)
    english = ", ".join(part[1] for part in parts) + parameters
    if random.random() >= CHINESE_SHARE:
        return Prompt(english, english, _properties(english, ""))
    chinese = "，".join(part[0] for part in parts) + parameters
    return Prompt(chinese, english, _properties(english, chinese))


def _properties(english: str, chinese: str) -> str:
    """JSON as Go writes it: `<`, `>` and `&` escaped."""
    text = json.dumps(
        {"finalPrompt": english, "finalZhPrompt": chinese}, ensure_ascii=False, separators=(",", ":")
    )
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
