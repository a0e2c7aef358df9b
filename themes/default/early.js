(function(d,s){try{s=localStorage;d.dataset.c=s.gmC||"";if(s.gmS)d.dataset.s=s.gmS}catch(e){}d.className="js"})(document.documentElement)
