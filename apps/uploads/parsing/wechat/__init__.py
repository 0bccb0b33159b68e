"""WeChat by three export programs: WeChatMsg's CSV (newer versions: see `memotrace`), WeFlow's JSON, WechatExporter's
pages and texts (see `exporter`).

WeChatMsg writes WeChat's own columns, `localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,
Remark,NickName,Sender`; older versions left the last names out of the header, though not out of the rows. WeFlow writes
`session` and `messages`, its shorter form also `senders`, which the messages name by number. `CreateTime` (Unix
seconds) is trusted, for the written times are in no stated zone. What a message is tells its type: 1 text, 3 picture,
34 voice, 42 card, 43 video, 47 sticker, 48 place, 49 link, file or quote (its title is its text), 50 call, 10000 and
10002 the program's notices. A picture's own text is a mere mark such as `[图片]`.
"""

from apps.uploads.parsing.wechat.parser import WeChatParser

__all__ = ["WeChatParser"]
