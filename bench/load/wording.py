"""Chinese prose in the manner of the reports, of so many parts that no two reports say the same. All of it invented."""

from __future__ import annotations

import random


def _words(listed: str) -> list[str]:
    return listed.split()


_TOPICS = _words("""义务教育招生 农村低保 医疗保障 养老服务 城市更新 老旧小区改造 征地补偿 环境监测 食品安全 安全生产 防汛抗旱 乡村振兴 财政预决算 三公经费 政府采购
公共资源交易 重大项目 招商引资 优化营商环境 行政许可 行政处罚 信用信息 就业创业 社会救助 残疾人保障 退役军人事务 文化惠民 体育健身 农村公路 供水供气
垃圾分类 河湖长制 林业补贴 耕地保护 高标准农田 惠农补贴 危房改造 户籍管理 交通管制 电动自行车 噪声扰民 物业管理 住房公积金 不动产登记 税费优惠 减税降费
稳岗返还 职业培训 疫苗接种 传染病防控 医保报销 学区划分 校外培训 食堂食品 旅游市场 非遗保护 图书借阅 历史档案 统计公报 人大建议 政协提案 规划公示""")
_DEEDS = _words("""开展专项检查 组织业务培训 召开工作推进会 修订工作制度 编制公开目录 更新公开指南 完善审核流程 梳理历年文件 清理失效链接 优化栏目设置 制作政策图解
举办开放日活动 设立公开专区 建立责任清单 开展满意度调查 落实保密审查 规范答复文书 公开办事指南 回应网民留言 升级检索功能 归集规章文件 强化督查考核
推进标准化目录 拓展公开渠道 发布政策问答 录制解读视频 走进村居宣讲 开通咨询电话 配备专职人员 调整领导小组""")
_FAULTS = _words("""公开内容不够全面 更新不够及时 解读形式单一 业务人员流动频繁 答复文书不够规范 栏目设置不够清晰 群众参与度不高 主动公开意识有待增强 部门之间衔接不畅
数据质量仍需提高 基层力量薄弱 培训覆盖面不足 平台维护滞后 历史信息缺漏 政策解读深度不够""")
_WAYS = ["扎实", "持续", "有序", "稳步", "全面", "认真", "深入", "严格", "积极", "着力", "统筹", "分批"]
_WHERE = [
    "政府门户网站",
    "政务新媒体",
    "便民服务大厅",
    "村务公开栏",
    "政务服务中心",
    "档案馆",
    "图书馆",
    "广播站",
    "公示栏",
]
_FIRST, _SECOND = "柳石青白大小上下东西南北清平安永长高新金", "林门河山沟坪塘湾桥店庄岭坝口溪井岗寨洲"
_SENTENCES = [
    "围绕{t}、{t}和{t}，{w}{d}，在{p}发布信息{n}条。",
    "{w}推进{t}领域公开，{d}{n}次，参加人员{n}人次。",
    "针对{v}村反映的{t}问题，{d}，答复{n}件。",
    "全年通过{p}公开{t}类信息{n}条，同比增加{n}条。",
    "由{v}片区牵头{d}，覆盖{n}个村居，解决{t}事项{n}项。",
    "结合{t}工作实际，{w}{d}，并在{p}设立专栏。",
    "对涉及{t}的文件逐件审查，{d}，其中不予公开{n}件。",
    "热线{h}受理{t}咨询{n}次，{w}做到件件有回音。",
    "依据〔20{y}〕{n}号文件要求，{d}，{w}落实{t}公开任务。",
    "{v}便民服务点全年接待查阅{n}人次，主要涉及{t}与{t}。",
]
_PROBLEMS = [
    "一是{f}，{t}方面尤为明显；",
    "二是{f}，{v}等地仍有差距；",
    "下一步将{w}{d}，重点做好{t}公开；",
    "同时针对{f}的情况，{w}{d}，力争{n}日内整改到位。",
]


def prose(chance: random.Random, sentences: int) -> str:
    """So many sentences about what was done."""
    return "".join(_filled(chance.choice(_SENTENCES), chance) for _ in range(sentences))


def problems(chance: random.Random) -> str:
    """What is not well yet, and what is to be done."""
    return "".join(_filled(sentence, chance) for sentence in _PROBLEMS) + prose(chance, 3)


def _filled(sentence: str, chance: random.Random) -> str:
    pick = chance.choice
    words = {
        "t": lambda: pick(_TOPICS),
        "d": lambda: pick(_DEEDS),
        "w": lambda: pick(_WAYS),
        "p": lambda: pick(_WHERE),
        "f": lambda: pick(_FAULTS),
        "v": lambda: pick(_FIRST) + pick(_SECOND),
        "n": lambda: str(int(3000 * chance.random() ** 3) + 1),
        "y": lambda: str(chance.randint(15, 25)),
        "h": lambda: f"0{chance.randint(310, 999)}-{chance.randint(2000000, 8999999)}",
    }
    first, *pieces = sentence.split("{")
    return first + "".join(words[piece[0]]() + piece[2:] for piece in pieces)
