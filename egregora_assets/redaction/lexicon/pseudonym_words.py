"""The words that pseudonyms are made of: an adjective and an animal or plant.

Plain English for every chat, so that a pseudonym says nothing about its bearer. Words that are also common given
names or surnames (Robin, Rose, Martin, Fox) are left out, so that a pseudonym is not mistaken for a person.
"""

# ruff: noqa: SIM905 - lists of words are easier to read and to compare as text

from __future__ import annotations

ADJECTIVES: tuple[str, ...] = tuple(
    """
    agile airy alpine ample artful astute azure balmy bashful blithe bouncy breezy brisk bubbly buoyant calm
    candid careful casual cautious chatty cheerful chipper clever coastal cobalt comely composed copper cordial
    cosy courteous crafty creative crimson crisp curious dainty dancing dapper dappled daring dashing dazzling
    deft delicate devoted diligent discreet dreamy drifting eager earthy easygoing elegant eloquent fabled
    faithful fearless feathered festive fiery fleet floral flowing fluent fluffy forthright fragrant frosty
    gallant genial gilded gleaming glossy glowing golden graceful grateful hardy hearty helpful hidden honest
    humble humming hushed inland intrepid jaunty jolly jovial joyful kindly lakeside leafy lilting limber lively
    lofty loyal lucid lucky lunar magnetic marbled maroon mellow merry mighty mild mindful modest mossy murmuring
    musical musing neat nifty nimble nocturnal northern oaken observant ochre patient patterned peaceful pebbled
    pensive placid playful pleasant plucky poised polished polite prompt prudent punctual quaint quick quiet
    quilted quirky radiant rambling rapid reflective refined relaxed resolute restful rippling riverside roaming
    roving rugged russet rustic scenic seaside serene shady shimmering shiny silent silken silvery sincere sleek
    sleepy slender smiling smooth snug sociable solar sparkling speckled spirited spotted sprightly spry stately
    steadfast steady stellar stoic striped sturdy subtle summery sunlit supple tactful tawny tender thoughtful
    thrifty tidy tireless towering tranquil tropical trusty turquoise twilight twinkling unhurried upbeat upright
    valiant velvet verdant vibrant vigilant vivid wandering watchful wavy whimsical whispering willing windswept
    winsome wintry witty woodland woolly zesty
    """.split()
)

NOUNS: tuple[str, ...] = tuple(
    """
    aardvark abalone agouti albatross alpaca anchovy anemone anteater armadillo auk avocet axolotl bandicoot
    baobab bamboo beaver beetle bilberry bilby bison bittern blackbird blackcap blackthorn blenny bluebell
    blueberry bluethroat bracken brambling bream budgerigar bullfinch bulrush bumblebee buttercup butterfly
    buzzard campion capercaillie capuchin capybara caracal cardamom caribou carp cassowary cattail cavy cedar
    chameleon chamois cheetah chiffchaff chinchilla chough cicada civet coati cockatoo cockle condor coot
    coriander cormorant cornflower cowslip cranberry crayfish crossbill cuckoo cumin curlew cuttlefish cypress
    damselfly dandelion dipper dolphin dormouse dragonfly duckling dunlin echidna egret eider eland elderberry elk
    emu ermine fennel fieldfare firecrest firefly flamingo flounder flycatcher fossa foxglove fritillary fulmar
    gannet gazelle gecko genet gerbil gibbon giraffe glowworm goby godwit goldcrest goldeneye goldfinch gooseberry
    goshawk grasshopper grayling grebe greenfinch grouse guanaco guillemot guineafowl gull haddock halibut hamster
    harrier hawfinch hawkmoth hedgehog hibiscus hollyhock honeybee honeysuckle hoopoe hornbeam hornbill
    hummingbird hydrangea ibex ibis iguana impala jacana jackdaw jaguar jellyfish jerboa kangaroo katydid kestrel
    kingfisher kinkajou kittiwake kiwi koala kudu lacewing ladybird langur lapwing larch larkspur lemming lemur
    leopard lichen limpet llama lobster loon lorikeet loris lotus lupin lynx macaque macaw mackerel magpie mallard
    mangrove mantis margay marjoram marmoset marmot mayfly meerkat merganser minnow mongoose moorhen moose moth
    motmot mulberry muskrat mussel narwhal nautilus newt nightjar numbat nutcracker nuthatch nutmeg nutria ocelot
    octopus okapi opossum orca oregano oriole oryx osprey ostrich otter owlet oyster oystercatcher paca panda
    pangolin papyrus parakeet parsley peafowl pelican penguin periwinkle petrel pheasant pika pintail pipefish
    pipit platypus plover pochard polecat porpoise possum ptarmigan puffin quail quetzal quokka rabbit raccoon
    raspberry razorbill redpoll redstart redwing redwood reindeer saffron salamander sanderling sandpiper sardine
    scallop seahorse sequoia serval shearwater shoveler shrike shrimp siskin skink skylark snapdragon snowdrop
    sorrel speedwell spoonbill springbok spruce squid squirrel starfish starling stickleback stilt stonechat stork
    sunfish sunflower swallowtail swordfish tamarin tansy tapir tarragon tarsier teal teasel tern terrapin thistle
    thrush thyme toucan treecreeper treefrog trogon trout tuna turaco turbot turmeric turnstone turtle urchin
    vicuna vole wagtail wallaby warbler waterlily wheatear whelk whimbrel whinchat whitethroat wigeon wisteria
    wombat woodpecker wrasse wryneck yak yarrow yellowhammer zebra
    """.split()
)
