// Words that may stay in a cleaned description: anatomy, technique and orientation, none of which can name a person.

const ENGLISH = `
abd abdomen abdominal acq acquisition adc adrenal adult airway algorithm and angio angiography ankle ant anterior aorta aortic ap apex
arm art arterial artery asir ax axial
base baseline bilateral biopsy bladder body bone both brain breast breath breathhold bronchial bronchus
c+ calcification calcium cardiac carotid cervical chest child chronic circle clear clinical coil colon compare comparison consolidation
contrast contrasted cor coronal coronary cr craniocaudal cranium cspine ct cta ctpa cxr
deep delayed density detail diaphragm diffusion digital dlr dose dr dual dwi dx dynamic dyspnea
early ecg echo effusion elbow emphysema enhanced enhancement erect esophagus exp expiration expiratory extremity
fast fat fb fbp femur filter fine flair foot fov fracture frontal fs full fundus
gallbladder gated gating glands gre
hand head heart helical helix hepatic high hip hr hrct humerus
image imaging inf inferior insp inspiration inspiratory intervention iodine ir iterative
joint kernel kidney knee
lao lat lateral left leg lesion limb liver ll localizer lower low lumbar lung lungs lymph
mandible mar mass medi mediast mediastinal mediastinum medium middle mip mono motion mpr mr mra mri mrv multiphase muscle
nasal native neck nodule nodules non noncontrast normal nose
oblique of onco orbit orbita overview
pa pancreas parenchyma patella pd pe pediatric pelvis perfusion phase phantom plain pleura pleural pneumonia portable portal post posterior
pre prone protocol pulmonary
quant quantitative quiet
radiograph rao rapid recon reconstruction region renal respiratory rest rib ribs right rl rotation routine
sag sagittal scan scout screening segment sense sequence series sharp shoulder signal sinus skull slice smooth soft spin spine spiral
spleen standard std stomach stress study sup superior supine survey suv swi
t1 t2 t1w t2w table te temporal thick thickness thin thoracic thorax throat thyroid tibia time tissue tof topogram trachea tracheal
transverse tse tumor
ultrasound unenhanced upper upright urinary us
vascular vein venous ventilation ventricle vertebra vessel view volume vr
wb window with without wo wrist
x xray x-ray zoom 2d 3d 4d
`;

const CHINESE = `
胸部 胸 肺 肺部 双肺 左肺 右肺 肺窗 纵隔 纵隔窗 骨窗 软组织 软组织窗 气管 支气管 胸膜 胸腔 心脏 冠脉 冠状动脉 主动脉 肺动脉 血管 纵膈
头 头部 头颅 颅脑 脑 鼻窦 眼眶 颈部 颈 颈椎 胸椎 腰椎 脊柱 椎体 腹部 腹 上腹部 下腹部 全腹 肝 肝脏 胆 胆囊 胰腺 脾 肾 肾脏 肾上腺 膀胱 盆腔 骨盆
甲状腺 乳腺 胃 食管 结肠 直肠 四肢 肩关节 肘关节 腕关节 髋关节 膝关节 踝关节 手 足 肋骨 骨 关节 淋巴结
平扫 增强 扫描 动脉期 静脉期 延迟期 门脉期 三期 多期 薄层 厚层 重建 高分辨 高分辨率 低剂量 常规 螺旋 定位像 定位 灌注 造影 成像 检查 摄影 摄片
正位 侧位 斜位 后前位 前后位 卧位 立位 站立位 仰卧 俯卧 吸气 呼气 屏气 左 右 双侧 左侧 右侧 轴位 冠状位 矢状位 横断面 冠状面 矢状面
定量 肺气肿 肺炎 结节 肿块 实变 积液 钙化 骨折 筛查 复查 体检 急诊 床旁 儿童 成人 软 硬 标准 锐利 平滑 层厚 期 窗 像 片 及 和 与
`;

const wordsOf = (list: string): readonly string[] => list.split(/\s+/).filter((word) => word !== '');

/** Lower-case words of languages that put spaces between them. */
export const PLAIN_WORDS: ReadonlySet<string> = new Set(wordsOf(ENGLISH));

/** Chinese words; text is cut greedily into the longest of them. */
export const HAN_WORDS: ReadonlySet<string> = new Set(wordsOf(CHINESE));

/** Length of the longest Chinese word. */
export const LONGEST_HAN_WORD = Math.max(...[...HAN_WORDS].map((word) => word.length));

/** Units that make a number a quantity instead of a number of something. */
export const UNITS: ReadonlySet<string> = new Set(
  wordsOf('mm cm m ml l s sec ms min kv kvp ma mas hz mhz khz t hu mgy gy kg g pct'),
);

/** Names of reconstruction kernels: letters of a vendor's family, two digits, sometimes one letter. */
export const KERNEL = /^(?:b|bl|br|bv|bf|hr|hf|hp|qr|ur|i|j|fc|yb|ya|yc|l)\d{2}[a-z]?$/;
