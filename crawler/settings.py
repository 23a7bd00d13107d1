"""Scrapy's settings where we differ from its defaults, each with the default and the reason. No callables."""

BOT_NAME = "gongkai"  # default "scrapybot"; the name stands in the user agent
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# default "Scrapy/VERSION (+https://scrapy.org)": say who comes, and that it is a robot that reads robots.txt; the contact
# of DATA/settings.yml is put into the brackets (crawler/bearings.py)
USER_AGENT = "Mozilla/5.0 (compatible; gongkai/0.1; archive of annual disclosure reports; obeys robots.txt)"
ROBOTSTXT_USER_AGENT = "gongkai"  # default None (the whole user agent): the token that robots.txt files match
ROBOTSTXT_OBEY = True  # default False: a good guest

# default 8: public servers with small budgets get one request at a time; crawler/middlewares/politeness.py holds to it too
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 1000  # default 16: so many hosts at once; nearly all of them only wait for their turn
SCHEDULER = "crawler.turns.Turns"  # default Scrapy's, which knows no hosts: a few with long lists would stop all others
DOWNLOADER = "crawler.turns.TellingDownloader"  # default Scrapy's: this one tells `Turns` that a host is free
WARN_ON_GENERATOR_RETURN_VALUE = False  # default True: reads the source of every callback anew
# default 100: so many tasks are made for every answer, a quarter of its cost; it gives an item, and requests beside it
CONCURRENT_ITEMS = 2
DOWNLOAD_DELAY = 0  # default 0: pauses, jitter and Retry-After are kept in one place, the politeness middleware
# default "scrapy.resolver.CachingThreadedResolver": a name may lead elsewhere by the time of the connection; IPv6 as well
TWISTED_DNS_RESOLVER = "crawler.resolving.PublicNames"
RETRY_ENABLED = False  # default True: Scrapy asks again at once; the politeness middleware waits first
REFERRER_POLICY = "no-referrer"  # default the browser's: the column's address is nobody's business on other hosts
URLLENGTH_LIMIT = 0  # default 2083: longer requests vanish without a word and their run never ends; tokens are long
DOWNLOAD_TIMEOUT = 60  # default 180: county servers answer in seconds or not at all
DOWNLOAD_MAXSIZE = 200 * 1024 * 1024  # default 1 GB: the largest attachment in the field had 100 MB
DOWNLOAD_WARNSIZE = 0  # default 32 MB: large scans are ordinary here
REDIRECT_MAX_TIMES = 5  # default 20: real sites need two or three hops
METAREFRESH_ENABLED = False  # default True: script and meta redirects are followed by the spider, which counts the hops
COOKIES_ENABLED = True  # default True: some sites answer only a client that keeps their session cookie
TELNETCONSOLE_ENABLED = False  # default True: no open port
REMOTE_CONTROL_ENABLED = False  # default True: no open port, and nobody runs code in a crawl
LOG_LEVEL = "WARNING"  # default DEBUG: unattended runs are silent unless something is wrong
LOG_INSTALL_ROOT_HANDLER = False  # default True: crawler/bearings.py writes one line per record, without tracebacks
LOGSTATS_INTERVAL = 0  # default 60 s: progress is the command's own line
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000  # default 5 MB: a bound on what waits to be read; the crawl pauses above it
DOWNLOADER_STATS = False  # default True: nobody reads these counts; the runs have their own
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # default one in memory
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"  # default WARNING

SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # counts depths that nobody asks for
}
EXTENSIONS = {"scrapy.extensions.corestats.CoreStats": None}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # `Bounds` is stricter
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # nobody logs in
    "crawler.middlewares.bounds.Bounds": 50,  # before anything is sent, robots.txt included
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # ours is the same with its verdict kept
    "crawler.middlewares.robots.Robots": 100,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # ours asks no foreign host for a list of suffixes
    "crawler.middlewares.cookies.Cookies": 700,
    "crawler.middlewares.blocking.Gates": 650,  # before a redirect is followed (600), after its cookie was kept (700)
    "crawler.middlewares.blocking.Blocking": 560,  # sees decoded bodies (decompression stands at 590)
    "crawler.middlewares.politeness.Politeness": 950,  # nearest to the wire: holds the host while a request is out
    "crawler.middlewares.browsing.Browsing": 960,  # answers in the place of the wire where a page needs a browser
}
ITEM_PIPELINES = {
    "pipelines.items.ArchivePipeline": 100,  # bytes are durable before anything is read from them
    "pipelines.items.ReadPipeline": 200,
    "pipelines.items.CheckPipeline": 300,
    "pipelines.items.StorePipeline": 400,
}

# Our own, in one place.
GONGKAI_DATA = "data"  # the data folder
GONGKAI_DELAY_SECONDS = 3.0  # with jitter 2 to 5 s between two requests to a host
GONGKAI_DAILY_CAP = 20_000  # requests to a public host on one day, over all runs; 0: none; a source's own goes first
GONGKAI_WINDOW = ""  # when public hosts may be asked, in Chinese time, as "22:00-06:00"; "": always
GONGKAI_ROBOTS_HOURS = 24.0  # so long the robots.txt of a public host is kept (RFC 9309, 2.4)
GONGKAI_RETRIES = 2  # tries after the first, for trouble only (5xx, 429, no answer)
GONGKAI_BACKOFF_FACTOR = 3.0  # the first pause of a host in trouble, in its delays; doubles with each further one
GONGKAI_MOST_TROUBLES = 8  # so many failures in a row and a host is left alone for this run
GONGKAI_LONGEST_WAIT_SECONDS = 120.0  # a host that asks for more is parked for this run
GONGKAI_DOCUMENT_DAYS = 30  # a document already held is asked for again, conditionally, after so many days …
GONGKAI_OLD_DOCUMENT_DAYS = 365  # … and once it was published more than a year ago, after so many
GONGKAI_SUBCOLUMN_HOURS = 20  # below an unchanged column its sub-columns are asked for again, so daily runs see them
GONGKAI_BROWSER_COLUMNS = 100  # columns shown in a browser in one run; a browser costs ninety times a plain request
GONGKAI_READERS = 0  # reading processes; 0: one per core, one core left to the crawl
