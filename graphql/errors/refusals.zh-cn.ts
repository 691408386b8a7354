// Refusals in Simplified Chinese, by code. Words without values: what happened and what to do.

export const REFUSALS_ZH_CN: Readonly<Record<string, string>> = {
  ALREADY_ORDERED: '该检查已在另一优先级中处理，请先取消原订单。',
  API_KEY_NOT_FOUND: '没有该 API 密钥。',
  BAD_CREDENTIALS: '邮箱或密码错误。',
  BAD_EXPIRY: '密钥有效期最长为一年。',
  BAD_LOCALE: '界面仅支持 en 和 zh-CN。',
  BAD_NAME: '名称过长或为空。',
  BAD_SCOPE: '此类机构不能授予该权限范围。',
  DIAGNOSIS_ENDED: '该诊断已经结束。',
  DIAGNOSIS_NOT_FOUND: '没有该诊断。',
  FORBIDDEN: '您的角色无权执行此操作。',
  NO_CONTRACT: '贵机构尚未就该产品签订合同。',
  PRICE_CHANGED: '价格已更新，请查看新价格后重新下单。',
  PRODUCT_NOT_FOUND: '没有该产品。',
  STUDY_NOT_COMPLETE: '该检查仍在接收中，请在接收完成后下单。',
  STUDY_NOT_FOUND: '没有该检查。',
  TOO_MANY_ATTEMPTS: '尝试次数过多，请等待 15 分钟后重试。',
};
