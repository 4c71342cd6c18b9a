// This service as it stands in its own register, for what it finds wrong with itself.

export const OWN_SYSTEM = { id: 'zhengxun', name: '证巡（本系统）' }
